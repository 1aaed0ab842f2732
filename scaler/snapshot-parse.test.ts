import { expect, test } from 'vitest';
import { snapshotOf } from './snapshot-fixture.ts';
import { parseSnapshot } from './snapshot-parse.ts';

test('a snapshot is the same after JSON there and back', () => {
  const snapshot = snapshotOf({ ahead: { startAt: 0, stepSeconds: 60, counts: [1, 2] }, forecastAt: null });

  expect(parseSnapshot(JSON.parse(JSON.stringify(snapshot)))).toEqual(snapshot);
});

test('what is broken is refused with every field that is', () => {
  const broken = {
    ...snapshotOf(),
    planned: -1,
    reactive: 1.5,
    mode: 'bold',
    liveAt: undefined,
    ahead: { counts: [1] },
  };

  expect(() => parseSnapshot(broken)).toThrowError(
    expect.objectContaining({
      code: 'bad-snapshot',
      reasons: ['mode', 'planned', 'reactive', 'liveAt', 'ahead'].map((name) => `${name} is wrong or missing`),
    }),
  );
});

test('what is no object is refused', () => {
  for (const given of [null, 7, 'snapshot', []])
    expect(() => parseSnapshot(given)).toThrow('workload is wrong or missing');
});
