import { expect, test } from 'vitest';
import { newEpoch, partitionEpoch } from './epoch.ts';

test('a later epoch is a greater text', () => {
  const times = [1, 2, 35, 36, 1_700_000_000_000, Date.now()];

  const epochs = times.map((time) => newEpoch('', time));

  expect(epochs.toSorted()).toEqual(epochs);
});

test('an epoch comes after the one that it replaces even if the clock of this process is late', () => {
  const ahead = newEpoch('', Date.now() + 3_600_000);

  const next = newEpoch(ahead);

  expect(next > ahead).toBe(true);
});

test('epochs of one moment differ', () => {
  const epochs = Array.from({ length: 1_000 }, () => newEpoch('', 5));

  expect(new Set(epochs).size).toBe(1_000);
  expect(epochs[0]).toMatch(/^[a-z0-9]{14}$/);
});

test('the partition can be told from the epoch of a room', () => {
  const epoch = newEpoch();

  expect(partitionEpoch(`${epoch}w2811`)).toBe(epoch);
});
