import { expect, test } from 'vitest';
import type { FanoutResult } from './fanout.ts';
import { mergeResults } from './fanout-merge.ts';
import type { Section } from './fanout-result.ts';

function section(shape: string, names: readonly string[], pairs: ReadonlyArray<readonly [string, string]>): Section {
  const figures = names.map((name) => ({ name, lost: 0 }));
  const ratios = pairs.map(([ours, theirs]) => ({ ours, theirs }));
  return { shape, sharing: 'alone', at: '', rounds: 3, partMs: 1, figures, ratios } as unknown as Section;
}

function result(sections: readonly Section[]): FanoutResult {
  return { node: 'v24', machine: '2', command: '', sections, absent: [] };
}

test('what was not measured now is kept, and a ratio is never of two runs', () => {
  const ours = section(
    '1x1000',
    ['ws', 'socket.io', 'breakwater'],
    [
      ['breakwater', 'ws'],
      ['breakwater', 'socket.io'],
    ],
  );
  const edges = section('1x1000', ['edge-naive', 'edge'], [['edge', 'edge-naive']]);
  const again = section('1x1000', ['ws', 'breakwater'], [['breakwater', 'ws']]);

  const both = mergeResults(result([ours, section('5000x2', ['ws'], [])]), result([edges]));
  const later = mergeResults(both, result([again]));

  expect(both.sections.map(({ shape }) => shape)).toEqual(['1x1000', '5000x2']);
  expect(later.sections[0]?.figures.map(({ name }) => name)).toEqual([
    'socket.io',
    'edge-naive',
    'edge',
    'ws',
    'breakwater',
  ]);
  expect(later.sections[0]?.ratios.map(({ ours: name, theirs }) => `${name}/${theirs}`)).toEqual([
    'edge/edge-naive',
    'breakwater/ws',
  ]);
});

test('who was away stays away until it is measured', () => {
  const centrifugo = { name: 'centrifugo', because: 'its program is not on the PATH' };
  const without = { ...result([section('1x1000', ['ws'], [])]), absent: [centrifugo] };

  const still = mergeResults(without, result([section('5000x2', ['ws'], [])]));
  const there = mergeResults(still, result([section('5000x2', ['centrifugo'], [])]));

  expect(still.absent).toEqual([centrifugo]);
  expect(there.absent).toEqual([]);
});
