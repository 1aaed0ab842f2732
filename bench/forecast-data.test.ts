import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listData, readData } from './forecast-data.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, minutes: number, values: readonly (number | '')[]): void {
  const rows = values.map((value, index) => `${new Date(index * minutes * 60_000).toISOString()},${value}`);
  writeFileSync(join(folder, name), `timestamp,value\n${rows.join('\n')}\n`);
}

test('minutes become steps of five minutes, and longer steps stay', () => {
  write('fast.csv', 1, [1, 2, 3, 4, 5, 6, 6, '', 6, 6]);
  write('slow.csv', 30, [7, '', 9]);

  const [fast, slow] = listData(folder).map((entry) => readData(folder, entry).series);

  expect(fast).toMatchObject({ stepSeconds: 300, values: new Float64Array([3, 6]) });
  expect(slow).toMatchObject({ stepSeconds: 1_800, values: new Float64Array([7, Number.NaN, 9]) });
});

test('series.json says which series there are, and their classes', () => {
  writeFileSync(join(folder, 'series.json'), '[{"name":"a","class":"core","split":"x"},{"name":"b"}]');

  expect(listData(folder)).toEqual([
    { name: 'a', class: 'core' },
    { name: 'b', class: 'all' },
  ]);
});

test('a file that holds no series is named', () => {
  writeFileSync(join(folder, 'odd.csv'), 'timestamp,value\nyesterday,5\n');

  expect(() => readData(folder, { name: 'odd', class: 'all' })).toThrow(/^odd\.csv cannot be used: /);
});
