import { createInterface } from 'node:readline';
import { parseSeries } from '#forecast-lib';
import { AUGURS, type AugursFitted, loadAugurs } from './forecast-peers.ts';
import type { Question } from './forecast-questions.ts';

const MEDIAN = 0.5;

/** What is said to a question, in the words of its protocol. */
export interface PeerAnswer {
  readonly id: string;
  readonly mean: readonly number[];
  readonly quantiles: Readonly<Record<string, readonly number[]>>;
  readonly fit_ms: number;
}

/** Asks one of augurs, whose point forecast stands for the median as well. `loadAugurs` MUST have ended. */
export function answerPeer(method: string, question: Question): PeerAnswer {
  const fitPeer = AUGURS[method];
  if (fitPeer === undefined) throw new Error(`"${method}" is not known: give one of ${Object.keys(AUGURS).join(', ')}`);
  const { id, freq_seconds, start, values, horizon, quantiles } = question;
  const series = parseSeries({ values, stepSeconds: freq_seconds, startAt: start * 1000 });
  // What never was below 0 is not forecast below it, as for everybody in this benchmark.
  const least = series.values.some((value) => value < 0) ? Number.NEGATIVE_INFINITY : 0;
  const before = performance.now();
  const fitted = fitPeer(series);
  try {
    const point = fitted.predict(horizon, widthOf(0.95)).point;
    const told = quantiles.map((level) => [level, level === MEDIAN ? point : sideOf(fitted, horizon, level)] as const);
    const ms = performance.now() - before;
    const clamp = (numbers: readonly number[]) => numbers.map((value) => Math.max(least, value));
    const clamped = Object.fromEntries(told.map(([level, numbers]) => [`${level}`, clamp(numbers)]));
    return { id, mean: clamp(point), quantiles: clamped, fit_ms: ms };
  } finally {
    fitted.free();
  }
}

function sideOf(fitted: AugursFitted, horizon: number, level: number): readonly number[] {
  const { intervals } = fitted.predict(horizon, widthOf(level));
  return (level < MEDIAN ? intervals?.lower : intervals?.upper) ?? [];
}

/** A band of 0.8 goes from the quantile of 0.1 to that of 0.9. Rounded, so that 0.1 and 0.9 have the same. */
function widthOf(level: number): number {
  return Math.round(Math.abs(2 * level - 1) * 1e9) / 1e9;
}

async function main(): Promise<void> {
  const [method = '', ...more] = process.argv.slice(2);
  if (AUGURS[method] === undefined || more.length > 0)
    throw new Error(`"${[method, ...more].join(' ')}" is not known: give one of ${Object.keys(AUGURS).join(', ')}`);
  await loadAugurs();
  for await (const line of createInterface({ input: process.stdin })) {
    const question = JSON.parse(line) as Question;
    process.stdout.write(`${JSON.stringify(answerOrFault(method, question))}\n`);
  }
}

function answerOrFault(
  method: string,
  question: Question,
): PeerAnswer | { readonly id: string; readonly error: string } {
  try {
    return answerPeer(method, question);
  } catch (error) {
    return { id: question.id, error: error instanceof Error ? error.message : String(error) };
  }
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`Cannot forecast: ${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
