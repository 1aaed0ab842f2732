import { type Series, timeAt } from '#forecast-lib';
import { type Question, questionId } from './forecast-questions.ts';
import type { Ask, Forecaster } from './forecaster.ts';

/** What somebody else says to one question. */
export interface Answer {
  readonly mean: Float64Array;
  /** One for each level that was asked for, in their order. */
  readonly quantiles: readonly Float64Array[];
  /** NaN where the answer does not tell its time. */
  readonly ms: number;
}

type Asked = Pick<Question, 'id' | 'horizon' | 'quantiles'>;
type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads what a forecaster said, one JSON object a line, in any order. Lines with an `error` are left out.
 *
 * @param file for the sentences alone
 * @returns answers by the id of their question
 * @throws Error that names the file and the line when the answers do not fit the questions
 */
export function parseAnswers(text: string, file: string, questions: readonly Asked[]): Map<string, Answer> {
  const asked = new Map(questions.map((question) => [question.id, question]));
  const seen = new Set<unknown>();
  const answers = new Map<string, Answer>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const where = `${file} line ${index + 1}`;
    const fields = parseFields(line, where);
    const { id, error } = fields;
    const question = typeof id === 'string' ? asked.get(id) : undefined;
    if (question === undefined)
      throw new Error(`${where} answers ${JSON.stringify(id)}, which was not asked: ask with --questions on this data`);
    if (seen.has(id)) throw new Error(`${where} answers "${id}" again: leave one answer to each question`);
    seen.add(id);
    if (error === undefined) answers.set(question.id, parseAnswer(fields, question, `${where} ("${id}")`));
  }
  if (seen.size === 0) throw new Error(`${file} holds no answer: give a line of JSON for each question`);
  return answers;
}

/** Answers made elsewhere as a forecaster of one series. */
export function forecasterOfAnswers(name: string, series: string, answers: ReadonlyMap<string, Answer>): Forecaster {
  return {
    name,
    forecast(history: Series, origin: number, { levels }: Ask) {
      const answer = answers.get(questionId(series, origin));
      if (answer === undefined) throw new Error(`${name} did not answer "${questionId(series, origin)}"`);
      const { mean, quantiles, ms } = answer;
      const startAt = timeAt(history, history.values.length);
      return { forecast: { startAt, stepSeconds: history.stepSeconds, mean, levels, quantiles }, ms };
    },
  };
}

function parseFields(line: string, where: string): Fields {
  let found: unknown;
  try {
    found = JSON.parse(line);
  } catch (error) {
    throw new Error(`${where} is not JSON: write one object a line`, { cause: error });
  }
  if (typeof found !== 'object' || found === null || Array.isArray(found))
    throw new Error(`${where} is not an object: write one object a line`);
  return found as Fields;
}

function parseAnswer({ mean, quantiles, fit_ms, predict_ms = 0 }: Fields, question: Asked, where: string): Answer {
  const byLevel = new Map(Object.entries(quantiles ?? {}).map(([level, numbers]) => [Number(level), numbers]));
  const ms = typeof fit_ms === 'number' && typeof predict_ms === 'number' ? fit_ms + predict_ms : Number.NaN;
  return {
    mean: parseNumbers(mean, question.horizon, `the mean of ${where}`),
    quantiles: question.quantiles.map((level) => {
      return parseNumbers(byLevel.get(level), question.horizon, `the quantile ${level} of ${where}`);
    }),
    ms,
  };
}

function parseNumbers(found: unknown, horizon: number, what: string): Float64Array {
  if (!Array.isArray(found) || !found.every((value) => typeof value === 'number'))
    throw new Error(`${what} is not an array of numbers: give one for each of ${horizon} steps`);
  if (found.length !== horizon)
    throw new Error(`${what} has ${found.length} numbers: give one for each of ${horizon} steps`);
  return Float64Array.from(found);
}
