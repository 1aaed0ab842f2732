import { expect, test } from 'vitest';
import { parseSeries } from '#forecast-lib';
import { modelNamed } from '#forecast-lib/models';
import { measureSeries, summarise } from './forecast-accuracy.ts';
import { type Answer, forecasterOfAnswers, parseAnswers } from './forecast-answers.ts';
import { questionsOf } from './forecast-questions.ts';

const ASKED = [{ id: 'web/0', horizon: 2, quantiles: [0.5, 0.9] }];
const GOOD = { id: 'web/0', mean: [1, 2], quantiles: { '0.5': [1, 2], '0.90': [3, 4] }, fit_ms: 5, predict_ms: 2 };

const parse = (...lines: readonly object[]) => {
  return parseAnswers(lines.map((line) => JSON.stringify(line)).join('\n'), 'peer.jsonl', ASKED);
};

/** Noise on a day, so that every model misses. */
const values = Array.from({ length: 24 * 40 }, (_, hour) => (hour % 24) ** 2 + ((hour * 7_919) % 13));
const WEB = { name: 'web', class: 'core', series: parseSeries({ values, stepSeconds: 3_600 }) };

/** What a model of ours says to the questions, as if it were another's. */
function answersOf(model: string): Map<string, Answer> {
  return new Map(
    questionsOf(WEB).map((question) => {
      const history = parseSeries({ values: question.values, stepSeconds: question.freq_seconds });
      const { mean, quantiles } = modelNamed(model).fit(history).predict(question.horizon, question.quantiles);
      return [question.id, { mean, quantiles, ms: 3 }];
    }),
  );
}

test('answers are scored as the same forecasts are when they are made here', () => {
  const weekly = modelNamed('weekly-naive');
  const here = { name: 'here', forecast: forecastBy(weekly) };

  const measured = measureSeries(WEB, [here, forecasterOfAnswers('told', 'web', answersOf('weekly-naive'))]);
  const rows = summarise([measured], ['here', 'told']);

  const [own, told] = ['here', 'told'].map((name) => rows.filter(({ model }) => model === name));
  expect(told?.map(({ relMae, relWql, coverage }) => [relMae, relWql, coverage])).toEqual(
    own?.map(({ relMae, relWql, coverage }) => [relMae, relWql, coverage]),
  );
  expect(told?.[0]?.relMae).not.toBe(1);
  expect(told?.[0]).toMatchObject({ ms: 3, fallbacks: 0 });
});

function forecastBy(model: ReturnType<typeof modelNamed>) {
  return (history: typeof WEB.series, _origin: number, ask: { horizon: number; levels: readonly number[] }) => {
    return { forecast: model.fit(history).predict(ask.horizon, ask.levels), ms: 1 };
  };
}

test('what was not answered counts as seasonal naive, and as a fallback', () => {
  const measured = measureSeries(WEB, [forecasterOfAnswers('silent', 'web', new Map())]);

  const [row] = summarise([measured], ['silent']);

  expect(row).toMatchObject({ relMae: 1, relWql: 1, fallbacks: 8, ms: null });
});

test('times add up, and an error is no answer', () => {
  const answers = parse(GOOD);

  expect(answers.get('web/0')).toMatchObject({ ms: 7, mean: new Float64Array([1, 2]) });
  expect(answers.get('web/0')?.quantiles[1]).toEqual(new Float64Array([3, 4]));
  expect(parse({ id: 'web/0', error: 'too long' }).size).toBe(0);
});

test.each([
  [[{ ...GOOD, id: 'web/9' }], 'peer.jsonl line 1 answers "web/9", which was not asked: ask with --questions'],
  [[GOOD, GOOD], 'peer.jsonl line 2 answers "web/0" again'],
  [[{ ...GOOD, mean: [1] }], 'the mean of peer.jsonl line 1 ("web/0") has 1 numbers: give one for each of 2 steps'],
  [[{ ...GOOD, mean: [1, null] }], 'the mean of peer.jsonl line 1 ("web/0") is not an array of numbers'],
  [[{ ...GOOD, quantiles: { '0.5': [1, 2] } }], 'the quantile 0.9 of peer.jsonl line 1 ("web/0") is not an array'],
  [[[]], 'peer.jsonl line 1 is not an object'],
  [[], 'peer.jsonl holds no answer'],
])('answers %j do not fit', (lines, sentence) => {
  expect(() => parse(...lines)).toThrow(sentence);
});

test('a line that is not JSON is named', () => {
  expect(() => parseAnswers('\nnonsense', 'peer.jsonl', ASKED)).toThrow('peer.jsonl line 2 is not JSON');
});
