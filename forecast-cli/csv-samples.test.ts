import { describe, expect, it } from 'vitest';
import { parseCsv } from './csv-samples.ts';

const NOON = Date.UTC(2026, 2, 29, 12);

describe('A table of samples', () => {
  it.each([
    ['ISO 8601 and commas', `timestamp,value\n2026-03-29T12:00:00Z,5\n`],
    ['a space and no zone, which is UTC', `2026-03-29 12:00,5`],
    ['a zone', `2026-03-29T14:00:00+0200,5`],
    ['epoch seconds and semicolons', `when;what\r\n${NOON / 1000};5\r\n`],
    ['epoch milliseconds and tabs', `${NOON}\t5.0\n\n`],
    ['quotes and a byte order mark', `\uFEFF"time","load"\n"2026-03-29T12:00Z","5"`],
  ])('may have %s', (_what, text) => {
    expect(parseCsv(text)).toEqual([{ at: NOON, value: 5 }]);
  });

  it('takes early milliseconds as milliseconds when a later time shows that they are', () => {
    const samples = parseCsv(`0,1\n${NOON},2`);

    expect(samples.map(({ at }) => at)).toEqual([0, NOON]);
  });

  it('may lack values, however that is written', () => {
    const samples = parseCsv('1,\n2,NA\n3,nan\n4,null\n5,0');

    expect(samples.map(({ value }) => value)).toEqual([NaN, NaN, NaN, NaN, 0]);
  });

  it('names the lines that are wrong, and what they have', () => {
    const text = 'time,value\n2026-03-29,1\nyesterday,2\n2026-03-30,3,4\n2026-03-31,"1e999"\n2026-04-01,a,\n';

    expect(() => parseCsv(text)).toThrow(
      expect.objectContaining({
        code: 'bad-csv',
        message: expect.stringMatching(
          /line 3: "yesterday" is no time.*line 4: it has 3 columns.*line 5: "1e999" is no number/,
        ),
      }),
    );
  });

  it('never takes a first line with a time in it for a header', () => {
    expect(() => parseCsv('2026-03-29,high\n2026-03-30,5')).toThrow(/line 1: "high" is no number/);
  });

  it.each([
    ['nothing', '\n\n'],
    ['a header alone', 'time,value\n'],
    ['one column', '1\n2\n'],
  ])('is refused with %s', (_what, text) => {
    expect(() => parseCsv(text)).toThrow(expect.objectContaining({ code: 'bad-csv' }));
  });
});
