import { spawnSync } from 'node:child_process';
import { findProgram, PROGRAMS, type Program } from './program.ts';

/** How long Debian's mirrors may take for the list and for the packages, in milliseconds. */
const INSTALL_MS = 600_000;

/** Asks Debian for packages, without a question. Returns why it could not, if it could not. */
function install(packages: readonly string[]): string | undefined {
  if (process.getuid?.() !== 0) return 'this user is not root';
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const steps = [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ];
  for (const step of steps) {
    const { error, status, stderr } = spawnSync('apt-get', step, {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: INSTALL_MS,
      killSignal: 'SIGKILL',
      encoding: 'utf8',
    });
    if (error) return `apt-get did not run (${error.message})`;
    if (status !== 0) return `apt-get ${step[0]} failed: ${stderr.trim().split('\n').slice(-3).join(' ')}`;
  }
  return undefined;
}

/**
 * Finds the programs that the tests need, or gets them where that can be done without asking. Returns the environment
 * that tells everybody where they are.
 *
 * @throws Error that says what to install
 */
export function satisfyNeeds(programs: readonly Program[] = Object.values(PROGRAMS)): Record<string, string> {
  const missing = programs.filter((program) => findProgram(program) === undefined);
  if (missing.length > 0) {
    const packages = missing.map((program) => program.debian);
    process.stderr.write(`Installing ${packages.join(' and ')}: the tests need it\n`);
    const failure = install(packages);
    const still = missing.filter((program) => findProgram(program) === undefined);
    const needed = still.filter((program) => program.optional === undefined);
    if (needed.length > 0) throw new Error(sayMissing(needed, failure));
    if (still.length > 0) process.stderr.write(`Left out: ${sayMissing(still, failure)}\n`);
  }
  return Object.fromEntries(programs.map((program) => [program.variable, findProgram(program) ?? '']));
}

/** What a person must do about programs that are not there. */
export function sayMissing(programs: readonly Program[], failure?: string): string {
  const lines = programs.map((program) => `${program.names[0]} is needed ${program.purpose}`);
  const packages = programs.map((program) => program.debian).join(' ');
  const variables = programs.map((program) => program.variable).join(' or ');
  if (failure) lines.push(`It could not be installed: ${failure}`);
  return [...lines, `Install it ("apt-get install ${packages}"), or say in ${variables} where it is`].join('\n');
}

if (import.meta.main) {
  try {
    satisfyNeeds();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
