import { beforeAll, expect, test } from 'vitest';
import { parseAnswers } from './forecast-answers.ts';
import { AUGURS, loadAugurs } from './forecast-peers.ts';
import { answerPeer } from './peer-forecast.ts';

const values = Array.from({ length: 24 * 8 }, (_, hour) => (hour === 30 ? null : 10 + (hour % 24) + ((hour * 7) % 5)));
const QUESTION = { id: 'web/0', freq_seconds: 3_600, start: 0, values, horizon: 24, quantiles: [0.05, 0.1, 0.5, 0.9] };

beforeAll(loadAugurs);

test.each(Object.keys(AUGURS))('%s answers a question with quantiles in their order', (method) => {
  const said = answerPeer(method, QUESTION);

  const answer = parseAnswers(JSON.stringify(said), 'said', [QUESTION]).get('web/0');
  const last = answer?.quantiles.map((numbers) => numbers[23] ?? Number.NaN) ?? [];
  expect(last).toEqual([...last].sort((one, other) => one - other));
  expect(new Set(last).size).toBe(4);
});

test('what never was below 0 is not forecast below it', () => {
  const fallen = QUESTION.values.map((_, hour) => Math.max(0, 100 - hour));

  const { quantiles } = answerPeer('augurs-ets', { ...QUESTION, values: fallen });

  expect(Math.min(...(quantiles['0.05'] ?? []))).toBe(0);
});

test('a method that is not there is told with those that are', () => {
  expect(() => answerPeer('prophet', QUESTION)).toThrow('give one of augurs-mstl, augurs-ets');
});
