import { expect, test } from 'vitest';
import {
  ACCURACY_TABLES,
  accuracyTable,
  growthTable,
  speedTable,
  stepsTable,
  toleranceTable,
} from './docs-accuracy.ts';

const speed = {
  fits: [
    { points: 2016, name: 'ensemble', ms: 12.345, share: 1 },
    { points: 2016, name: 'augurs MSTL', ms: 100, share: 0.12345 },
  ],
  parts: { predictMs: 0.1234, updateMs: 0.0021, handOverMs: 1.5, savedBytes: 2048 },
  growth: [
    { points: 2016, ms: 12, shareOfLinear: 1 },
    { points: 4032, ms: 24.6, shareOfLinear: 1.0251 },
  ],
  memory: [{ points: 2016, peakBytes: 3 * 2 ** 20 }],
  bundle: { gzippedBytes: 20_480 },
};

test('a tolerance is shown with its fixture and with what was found', () => {
  const table = toleranceTable({ ets: [{ what: 'alpha | beta', tolerance: '1e-3 relative', worst: 0.000123 }] });

  expect(table).toContain('| ets | alpha \\| beta | 1e-3 relative | 1.2e-4 |');
});

test('a speed stands beside its peer, and only a peer has a share', () => {
  const table = speedTable({ speed });

  expect(table).toContain('| 2,016 | ensemble | 12.3 |  |');
  expect(table).toContain('| 2,016 | augurs MSTL | 100 | 0.123 |');
});

test('growth shows memory where it was measured', () => {
  const table = growthTable({ speed });

  expect(table).toContain('| 2,016 | 12 | 1 | 3 |');
  expect(table).toContain('| 4,032 | 24.6 | 1.03 |  |');
});

test('a model without online updates says so', () => {
  const none = stepsTable({ speed: { ...speed, parts: { ...speed.parts, updateMs: null } } });

  expect(stepsTable({ speed })).toContain('| an online update | 2.1 µs |');
  expect(none).toContain('| an online update | none |');
});

test('accuracy is told by class and lead', () => {
  const row = { model: 'ensemble', class: 'core', lead: '1 h', series: 7, relMae: 0.456, relWql: 0.333, mase: 0.5 };
  const table = accuracyTable({ accuracy: [{ ...row, coverage: [0, 0, 0, 0.899, 0.951], worst: { share: 1.084 } }] });

  expect(table).toContain('| `ensemble` | core | 1 h | 7 | 0.46 | 0.33 | 0.50 | 89.9 % | 95.1 % | 1.08 |');
});

test('every committed tolerance has all that its row needs', () => {
  const table = ACCURACY_TABLES['forecast-tolerances']?.() ?? '';

  expect(table.split('\n').length).toBeGreaterThan(2);
  expect(table).not.toMatch(/undefined|NaN/);
});
