import { expect, test } from 'vitest';
import { MODELS, modelNamed } from '#forecast-lib/models';
import { FittedModels } from './fitted-models.ts';

const STEP_SECONDS = 900;
const DAYS = 10;
const load = (step: number) => 500 + 200 * Math.sin((2 * Math.PI * step) / 96) + ((step * 7919) % 53);
const week = Float64Array.from({ length: DAYS * 96 }, (_, step) => load(step));
const series = { values: week, stepSeconds: STEP_SECONDS, startAt: 0 };

/** What a model says over a few rounds, and how it ends. */
function rounds(models: FittedModels, id: string) {
  const news = (round: number) => Float64Array.from({ length: 3 }, (_, step) => load(week.length + 3 * round + step));
  return [0, 1, 2, 3].map((round) => models.next({ id, values: news(round), horizon: 8, levels: [0.1, 0.9] }));
}

test.each(['ensemble', 'holt-winters', 'seasonal-naive', 'mstl', 'arima'].filter((name) => name in MODELS))(
  'a packed "%s" says what one says that was never packed',
  (name) => {
    const whole = new FittedModels(modelNamed, 1);
    const packed = new FittedModels(modelNamed, 0);
    for (const models of [whole, packed]) models.put('a', modelNamed(name).fit(series));

    expect(rounds(packed, 'a')).toEqual(rounds(whole, 'a'));
  },
);

test('one that was packed and asked again says what it would have said', () => {
  const [few, all] = [new FittedModels(modelNamed, 1), new FittedModels(modelNamed, 9)];
  const ids = ['a', 'b', 'c'];
  const ask = (id: string) => ({ id, values: Float64Array.of(480, 520), horizon: 5, levels: [0.5] });
  for (const models of [few, all]) for (const id of ids) models.put(id, modelNamed('ensemble').fit(series));

  const asked = [...ids, ...ids].map((id) => [few.next(ask(id)), all.next(ask(id))]);

  for (const [one, other] of asked) expect(one).toEqual(other);
});

test('a fit takes the place of the one before, packed or not, and what is forgotten makes room', () => {
  const models = new FittedModels(modelNamed, 1);
  const ask = (id: string) => models.next({ id, values: new Float64Array(), horizon: 1, levels: [0.5] }).mean[0];
  const flat = (value: number) => {
    return modelNamed('last-value').fit({ ...series, values: new Float64Array(40).fill(value) });
  };
  for (const id of ['a', 'b', 'c']) models.put(id, flat(1));

  models.put('a', flat(2));
  models.put('b', flat(3));
  models.forget('c');

  expect([ask('a'), ask('b')]).toEqual([2, 3]);
  expect(() => ask('c')).toThrow('Nothing is fitted');
});
