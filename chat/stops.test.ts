import { expect, test } from 'vitest';
import { Stops } from './stops.ts';

test('what is held ends once, with its owner or at once after that', () => {
  const ended: string[] = [];
  const stops = new Stops();
  stops.hold(() => ended.push('early'));

  stops.end();
  stops.end();
  stops.hold(() => ended.push('late'));

  expect(ended).toEqual(['early', 'late']);
});
