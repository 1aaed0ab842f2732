import { parseArgs } from 'node:util';
import { SCENARIOS, type Scenario, type ScenarioName } from './scenarios.ts';
import { parseThreshold, replaceThresholds } from './threshold.ts';

export interface LoadOptions {
  readonly name: ScenarioName;
  readonly scenario: Scenario;
  readonly urls: readonly string[];
  readonly json: boolean;
}

export const USAGE = `npm run load -- SCENARIO [options]

${Object.entries(SCENARIOS)
  .map(([name, { summary }]) => `  ${name.padEnd(8)} ${summary}`)
  .join('\n')}

  --url URL            a place, again for each; http://localhost:8787 and what npm run dev starts unless told
  --connections N      how many at most
  --seconds N          how long
  --threshold T        instead of the scenario's own, like "delivery_p95_ms<100"; may be given again
  --json               one object as the last line

Visitors bear tokens made with AUTH_SECRET; for places of this machine the secret of npm run dev is taken by itself.
Exit codes: 0 every threshold held, 1 one did not, 2 wrong usage.`;

const DEFAULT_URLS = ['http://localhost:8787', 'http://localhost:8081', 'http://localhost:8082'];

/** Reads the command line; a sentence when it is wrong. */
export function parseOptions(args: readonly string[]): LoadOptions | string {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const { positionals, values } = parsed;
  const [name = 'steady', ...more] = positionals;
  if (!(name in SCENARIOS) || more.length > 0) return `There is no scenario "${positionals.join(' ')}"`;
  const base: Scenario = SCENARIOS[name as ScenarioName];
  const thresholds = (values.threshold ?? []).map(parseThreshold);
  if (thresholds.includes(undefined)) return 'A threshold must look like "delivery_p95_ms<250"';
  const connections = wholeOr(values.connections, base.connections);
  const seconds = wholeOr(values.seconds, base.seconds);
  if (connections === undefined || seconds === undefined)
    return '--connections and --seconds must be whole numbers above 0';
  const urls = values.url ?? DEFAULT_URLS;
  const wrong = urls.find((url) => !/^https?:\/\/[^/]+$/.test(url));
  if (wrong !== undefined) return `"${wrong}" must be an http:// or https:// address without a path`;
  const told = thresholds.filter((threshold) => threshold !== undefined);
  const scenario = { ...base, connections, seconds, thresholds: replaceThresholds(base.thresholds, told) };
  return { name: name as ScenarioName, scenario, urls, json: values.json ?? false };
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      url: { type: 'string', multiple: true },
      connections: { type: 'string' },
      seconds: { type: 'string' },
      threshold: { type: 'string', multiple: true },
      json: { type: 'boolean' },
    },
  });
}

function wholeOr(text: string | undefined, otherwise: number): number | undefined {
  if (text === undefined) return otherwise;
  return /^[1-9]\d{0,6}$/.test(text) ? Number(text) : undefined;
}
