import { execFileSync } from 'node:child_process';
import { isPageFresh } from './page-fresh.ts';
import { ROOT } from './source-files.ts';

/** Tests that need the built page: those of places, and of what goes into an image. */
const NEED_IT = /conformance|page|k8s|origin|tools/;

/**
 * Builds the page before the first test, if it is older than what it is made of: once for all tests, because some read it
 * while others run.
 */
export function setup(): void {
  const named = process.argv.slice(2).filter((argument) => !argument.startsWith('-') && argument !== 'run');
  if (named.length > 0 && !named.some((name) => NEED_IT.test(name))) return;
  if (isPageFresh(ROOT)) return;
  const vite = ['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn'];
  execFileSync(process.execPath, vite, { cwd: ROOT, stdio: 'inherit' });
}
