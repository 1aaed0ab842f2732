import { expect, test } from 'vitest';
import { CleanWindow } from './clean-window.ts';
import { seededRandom } from './random.ts';

function cleanOf(values: Float64Array): CleanWindow {
  return CleanWindow.of({ values, stepSeconds: 60, startAt: 0 }, 10, 1000).clean;
}

function noise(length: number): Float64Array {
  const random = seededRandom(1);
  return Float64Array.from({ length }, (_, index) => 50 + 10 * Math.sin((2 * Math.PI * index) / 10) + random());
}

test('a spike is cut to the bound, in what was and in what comes', () => {
  const values = noise(100);
  values[40] = 1e12;

  const clean = cleanOf(values);
  clean.push(-1e12);

  expect(clean.window.at(40)).toBeLessThan(200);
  expect(clean.window.at(100)).toBeGreaterThan(-200);
  expect(clean.window.at(41)).toBe(values[41]);
});

test('a level that stays is believed from its third sample on', () => {
  const clean = cleanOf(noise(100));

  for (let step = 0; step < 4; step++) clean.push(5000);

  expect(clean.window.at(100)).toBeLessThan(1000);
  expect(clean.window.at(103)).toBe(5000);
});

test('a missing sample becomes what came a season before at the present level', () => {
  const values = noise(100).map((value, index) => (index < 95 ? value : value + 20));
  const clean = cleanOf(values);

  clean.push(Number.NaN);

  expect(clean.window.at(100)).toBeGreaterThan((values[90] as number) + 10);
  expect(clean.window.at(100)).toBeLessThan((values[90] as number) + 30);
});

test('what is no clean window is refused', () => {
  const saved = cleanOf(noise(100)).save() as object;

  for (const bad of [null, {}, { ...saved, bound: [2, 1] }, { ...saved, bound: null }, { ...saved, newest: ['x'] }])
    expect(() => CleanWindow.restore(bad)).toThrow(expect.objectContaining({ code: 'bad-saved' }));
});
