import { expect, test } from 'vitest';
import { type PeerRow, peerLossTable, peerTable, peerTimeTable } from './docs-peers.ts';

function row(model: string, relMae: number, below: number, more: Partial<PeerRow> = {}): PeerRow {
  const coverage = [0.05, 0.1, 0.5, below, 0.95];
  return {
    model,
    class: 'core',
    lead: '1 h',
    series: 7,
    relMae,
    relWql: 0.25,
    coverage,
    ms: 12.34,
    fallbacks: 0,
    ...more,
  };
}

test('who errs least stands first', () => {
  const lines = peerTable([row('ensemble', 0.5, 0.91), row('r-thetaf', 0.4, 0.85)]).split('\n');

  expect(lines.slice(2)).toEqual([
    '| core | 1 h | `r-thetaf` | 0.400 | 0.250 | 85.0 % | 95.0 % |',
    '| core | 1 h | `ensemble` | 0.500 | 0.250 | 91.0 % | 95.0 % |',
  ]);
});

test('who is better than the ensemble is named with its number, and who is as good is not', () => {
  const table = peerLossTable([row('ensemble', 0.5, 0.93), row('near', 0.6, 0.88), row('sharp', 0.4, 0.95)]);

  expect(table).toContain('| core, 1 h | `sharp` 0.400 | nobody | `near` 88.0 % | nobody |');
});

test('times stand by class, and what nobody measured is left open', () => {
  const stress = { class: 'stress', ms: null, fallbacks: 2 };
  const table = peerTimeTable([row('a', 1, 0.9, { fallbacks: 1 }), row('a', 1, 0.9, stress)]);

  expect(table).toContain('| forecaster | ms a task, core | ms a task, stress | could not |');
  expect(table).toContain('| `a` | 12.3 | — | 3 |');
});
