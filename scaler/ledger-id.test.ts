import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LAST_AT, ledgerId, parseLedgerId } from './ledger-id.ts';

const place = fc.record({ at: fc.nat(LAST_AT), sequence: fc.nat(36 ** 9 - 1) });

test('an id gives back the time and the number that it was made from', () => {
  fc.assert(
    fc.property(place, ({ at, sequence }) => {
      expect(parseLedgerId(ledgerId(at, sequence))).toEqual({ at, sequence });
    }),
  );
});

test('ids in the order of text are in the order of time, then of number', () => {
  fc.assert(
    fc.property(place, place, (one, other) => {
      const order = one.at - other.at || one.sequence - other.sequence;
      const [a, b] = [one, other].map(({ at, sequence }) => ledgerId(at, sequence)) as [string, string];

      expect(Math.sign(order)).toBe(a < b ? -1 : a > b ? 1 : 0);
    }),
  );
});

test('what is no id is none', () => {
  for (const text of ['', 'latest', '0mi8dmd40-00000001', '0MI8DMD40-000000016', "0mi8dmd40-000000016' OR 1"])
    expect(parseLedgerId(text)).toBeUndefined();
});
