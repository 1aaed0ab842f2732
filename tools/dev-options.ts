import { parseArgs } from 'node:util';

export interface DevOptions {
  /** The edge's port that is wanted; the next free one is taken. */
  readonly port: number;
  readonly redis: boolean;
  /** Whether the page is built again when its sources change. */
  readonly watch: boolean;
  /** Whether everything is shown that the processes write, not only warnings. */
  readonly logs: boolean;
  readonly format: 'pretty' | 'json';
  readonly colour: boolean;
  /** Where the secret and everything that is kept stands. */
  readonly state: string;
}

export const DEV_USAGE = `npm run dev -- [options]

  --port N      the edge's port (8787); the next free one is taken
  --no-redis    every place keeps its own rooms, also when there is a redis-server
  --watch       build the page again when its sources change
  --logs        show everything that is logged, not only warnings
  --state DIR   where the secret and what is kept stand (.dev)

  LOG=json      logs as JSON lines (LOG=pretty is the default)
  NO_COLOR=1    no colours`;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the command line of `npm run dev`.
 *
 * @throws Error that names every fault
 * @example
 * parseDevOptions(['--port', '9000', '--no-redis'], {}, false).port // => 9000
 */
export function parseDevOptions(args: readonly string[], env: Environment, isTerminal: boolean): DevOptions {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      port: { type: 'string', default: '8787' },
      redis: { type: 'boolean', default: true },
      watch: { type: 'boolean', default: false },
      logs: { type: 'boolean', default: false },
      state: { type: 'string', default: '.dev' },
    },
  });
  const faults: string[] = [];
  const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN;
  if (!(port >= 1 && port <= 65_535)) faults.push(`--port is "${values.port}", must be a whole number from 1 to 65535`);
  const format = env.LOG || 'pretty';
  if (format !== 'pretty' && format !== 'json') faults.push(`LOG is "${format}", must be "pretty" or "json"`);
  if (values.state === '') faults.push('--state is "", must be a path');
  if (faults.length > 0) throw new Error(faults.join('; '));
  return {
    port,
    redis: values.redis,
    watch: values.watch,
    logs: values.logs,
    format: format === 'json' ? 'json' : 'pretty',
    colour: isTerminal && !env.NO_COLOR && env.TERM !== 'dumb',
    state: values.state,
  };
}
