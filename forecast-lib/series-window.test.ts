import { expect, test } from 'vitest';
import { seededRandom } from './random.ts';
import { SeriesWindow } from './series-window.ts';

function noisy(length: number): Float64Array {
  const random = seededRandom(3);
  return Float64Array.from({ length }, () => (random() < 0.1 ? Number.NaN : 100 * random()));
}

test('the mean of a stretch is that of its known samples', () => {
  const values = Float64Array.from([1, Number.NaN, 3, 8]);

  const window = new SeriesWindow({ values, stepSeconds: 60, startAt: 0 }, 0, 100);

  expect(window.mean(0, 3)).toBe(2);
  expect(window.mean(-5, 99)).toBe(4);
  expect(window.mean(1, 2)).toBeNaN();
  expect(window.mean(3, 3)).toBeNaN();
});

test('it moves on, forgets what is too old, and knows when its first sample was', () => {
  const values = noisy(500);
  const window = new SeriesWindow({ values: values.slice(0, 100), stepSeconds: 60, startAt: 0 }, 10, 80);

  for (const value of values.subarray(100)) window.push(value);

  const first = window.startAt / 60_000;
  expect(first).toBeGreaterThan(200);
  expect(first + window.length).toBe(500);
  expect(window.length).toBeGreaterThanOrEqual(80);
  const direct = values.slice(480).filter((value) => !Number.isNaN(value));
  const sum = direct.reduce((total, value) => total + value, 0);
  expect(window.mean(window.length - 20, window.length)).toBeCloseTo(sum / direct.length, 10);
});

test('what was saved goes on to the same bits', () => {
  const window = new SeriesWindow({ values: noisy(130), stepSeconds: 60, startAt: 7 }, 10, 100);
  for (const value of noisy(50)) window.push(value);
  const other = SeriesWindow.restore(JSON.parse(JSON.stringify(window.save())));

  for (const value of noisy(300)) {
    window.push(value);
    other.push(value);
  }

  expect(other.startAt).toBe(window.startAt);
  expect(other.mean(3, 90)).toBe(window.mean(3, 90));
});

test('a copy goes its own way', () => {
  const window = new SeriesWindow({ values: noisy(130), stepSeconds: 60, startAt: 7 }, 10, 100);
  const copy = window.copy();

  copy.push(1e9);

  expect(window.length).toBe(copy.length - 1);
  expect(window.mean(0, 200)).toBeLessThan(100);
});

test('what is no window is refused', () => {
  for (const saved of [null, {}, { values: [1] }, { values: ['1'] }, { values: [], startAt: 0 }])
    expect(() => SeriesWindow.restore(saved)).toThrow(expect.objectContaining({ code: 'bad-saved' }));
});
