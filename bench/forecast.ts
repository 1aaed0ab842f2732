import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { modelNamed } from '#forecast-lib/models';
import { type AccuracyRow, measureSeries, summarise } from './forecast-accuracy.ts';
import { forecasterOfAnswers, parseAnswers } from './forecast-answers.ts';
import { type BundleSize, measureBundle } from './forecast-bundle.ts';
import { listData, readData } from './forecast-data.ts';
import { type MemoryPeak, measureMemory } from './forecast-memory.ts';
import { type AnswerFile, BENCH_USAGE, type BenchOptions, parseBenchOptions } from './forecast-options.ts';
import { loadPeers } from './forecast-peers.ts';
import { questionsOf } from './forecast-questions.ts';
import {
  type GrowthRow,
  measureGrowth,
  measureParts,
  measureSpeed,
  type PartTimes,
  type SpeedRow,
} from './forecast-speed.ts';
import { sayBench } from './forecast-text.ts';
import { forecasterOf } from './forecaster.ts';

/** All that was measured in one run. Numbers of one machine: what travels are the shares. */
export interface BenchResult {
  readonly node: string;
  readonly machine: string;
  readonly speed?: {
    readonly fits: readonly SpeedRow[];
    readonly parts: PartTimes;
    readonly growth: readonly GrowthRow[];
    readonly memory: readonly MemoryPeak[];
    readonly bundle: BundleSize;
  };
  readonly accuracy?: readonly AccuracyRow[];
}

async function measure(options: BenchOptions): Promise<BenchResult> {
  const machine = `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}`;
  return {
    node: process.version,
    machine,
    ...(options.speed ? { speed: await measureAllSpeed(options.rounds) } : {}),
    ...(options.data === undefined ? {} : { accuracy: measureAccuracyOf(options.data, options) }),
  };
}

async function measureAllSpeed(rounds: number): Promise<NonNullable<BenchResult['speed']>> {
  const model = modelNamed('ensemble');
  tell('speed beside the peers');
  const fits = measureSpeed(model, await loadPeers(), rounds);
  tell('single steps');
  const parts = measureParts(model);
  tell('growth with the history');
  const growth = measureGrowth(model, rounds);
  tell('memory');
  const memory = [await measureMemory(model.name, 2_016), await measureMemory(model.name, 8_064)];
  tell('size');
  return { fits, parts, growth, memory, bundle: await measureBundle() };
}

function measureAccuracyOf(folder: string, { models, answers }: Pick<BenchOptions, 'models' | 'answers'>) {
  const entries = listData(folder);
  const others = readAnswers(folder, answers);
  const own = models.map((name) => forecasterOf(modelNamed(name)));
  const measured = entries.map((entry) => {
    tell(`accuracy on ${entry.name}`);
    const told = others.map((other) => forecasterOfAnswers(other.name, entry.name, other.answers));
    return measureSeries(readData(folder, entry), [...own, ...told]);
  });
  return summarise(measured, [...models, ...others.map(({ name }) => name)]);
}

/** The files are read before anything is measured, so that one that does not fit costs nobody an hour. */
function readAnswers(folder: string, files: readonly AnswerFile[]) {
  if (files.length === 0) return [];
  const questions = listData(folder).flatMap((entry) => {
    return questionsOf(readData(folder, entry)).map(({ id, horizon, quantiles }) => ({ id, horizon, quantiles }));
  });
  return files.map(({ name, file }) => ({ name, answers: parseAnswers(readFileSync(file, 'utf8'), file, questions) }));
}

function writeQuestions(folder: string, file: string): number {
  const questions = listData(folder).flatMap((entry) => questionsOf(readData(folder, entry)));
  writeFileSync(file, questions.map((question) => `${JSON.stringify(question)}\n`).join(''));
  return questions.length;
}

/** What is being done, for who waits. */
function tell(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`measuring ${what} …\n`);
}

async function main(): Promise<void> {
  const options = parseBenchOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(`${BENCH_USAGE}\n`);
  else if (options.questions !== undefined && options.data !== undefined) {
    const count = writeQuestions(options.data, options.questions);
    process.stdout.write(`${count} questions are in ${options.questions}\n`);
  } else {
    const result = await measure(options);
    process.stdout.write(options.json ? `${JSON.stringify(result, null, 2)}\n` : `${sayBench(result).join('\n')}\n`);
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`Cannot measure: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
