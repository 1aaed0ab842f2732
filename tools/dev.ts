import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { analyticsLink } from './dev-analytics.ts';
import { sayReady } from './dev-greeting.ts';
import { listenToKeys } from './dev-keys.ts';
import { DEV_USAGE, type DevOptions, parseDevOptions } from './dev-options.ts';
import { type DevPlan, planDev } from './dev-plan.ts';
import { choosePorts } from './dev-ports.ts';
import { type DevState, openDevState } from './dev-state.ts';
import { DevTree } from './dev-tree.ts';
import { formatJson, formatPretty, isAtLeast, readLine } from './log-line.ts';
import { watchParent } from './parent-watch.ts';
import { findProgram, PROGRAMS } from './program.ts';

const ROOT = resolve(import.meta.dirname, '..');

function openTree(plan: DevPlan, options: DevOptions, show: { everything: boolean }): DevTree {
  const names = ['edge', ...plan.pods.map((pod) => pod.plan.name), 'redis', 'page'];
  return new DevTree(ROOT, plan, {
    line(name, text) {
      const line = readLine(text);
      if (text.trim() === '' || !(show.everything || isAtLeast(line.level, 'warn'))) return;
      const pretty = () => formatPretty(name, line, names.indexOf(name), options.colour);
      process.stdout.write(`${options.format === 'json' ? formatJson(name, line) : pretty()}\n`);
    },
    died(name, ending, lastLines) {
      const how = ending.signal ? `was ended by ${ending.signal}` : `ended with code ${ending.code}`;
      process.stderr.write(`${name} ${how}; its last lines:\n${lastLines.map((line) => `  ${line}\n`).join('')}`);
    },
  });
}

async function run(options: DevOptions, state: DevState): Promise<void> {
  const startedAt = Date.now();
  const redisServer = options.redis ? findProgram(PROGRAMS.redis) : undefined;
  const ports = await choosePorts(options, redisServer !== undefined);
  const edgeFile = join(state.folder, 'edge.env');
  const plan = planDev(ports, state.secret, state.folder, edgeFile, redisServer);
  const settings = Object.entries(plan.edgeSettings).filter(([, value]) => value !== '');
  writeFileSync(edgeFile, settings.map(([name, value]) => `${name}=${value}\n`).join(''), { mode: 0o600 });

  const show = { everything: options.logs };
  const tree = openTree(plan, options, show);
  const { promise: quit, resolve: beginToQuit } = Promise.withResolvers<void>();
  let asked = 0;
  // Who asks twice does not want to wait: the guard ends at once whatever is left.
  const askToQuit = () => (++asked > 1 ? process.exit(130) : beginToQuit());
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const stopListening = listenToKeys({
    quit: askToQuit,
    kill: () => {
      tree.killPod().then((name) => say(name ? `${name} was killed; r starts it again` : 'No pod is alive: press r'));
    },
    restart: () => {
      tree.restart().then(
        (names) => say(names.length > 0 ? `${names.join(' and ')} runs again` : 'Everything runs already'),
        (error: Error) => say(error.message),
      );
    },
    logs: () => {
      show.everything = !show.everything;
      say(show.everything ? 'All logs' : 'Warnings only');
    },
  });
  const unwatch = watchParent(askToQuit);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, askToQuit);
  try {
    const ready = tree.start(options.watch).then(() => true);
    if (await Promise.race([ready, quit.then(() => false)])) {
      const why = options.redis ? 'No redis-server on this machine' : 'Without Redis';
      const analytics = await analyticsLink(plan.edge.url, state.secret);
      process.stdout.write(
        sayReady(plan, ports, { startedAt, why, keyboard: process.stdin.isTTY === true, analytics }),
      );
      await quit;
    } else {
      ready.catch(() => {});
    }
  } finally {
    stopListening();
    unwatch();
    await tree.close();
  }
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${DEV_USAGE}\n`);
    return;
  }
  let options: DevOptions;
  try {
    options = parseDevOptions(args, process.env, process.stdout.isTTY === true);
  } catch (error) {
    process.stderr.write(`${DEV_USAGE}\n\nCannot start: ${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 2;
    return;
  }
  let state: DevState | undefined;
  try {
    state = openDevState(resolve(ROOT, options.state));
    await run(options, state);
  } catch (error) {
    process.stderr.write(`Cannot start: ${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  } finally {
    state?.close();
  }
}

await main();
// What a signal handler or a pipe still holds must not keep this process: everything was stopped above.
process.exit();
