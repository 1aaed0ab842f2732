import { expect, test } from 'vitest';
import { parseView, RANGE_NAMES, searchOf, spanAt, stepFor, type View, zoomTo } from './analytics-range.ts';

test('what is looked at survives its address', () => {
  const views: View[] = RANGE_NAMES.flatMap((range) => [
    { range, lead: 900, zoom: undefined },
    { range, lead: 86400, zoom: { fromAt: 1_700_000_000_000, toAt: 1_700_000_600_000 } },
  ]);

  expect(views.map((view) => parseView(searchOf(view)))).toEqual(views);
});

test.each(['', '?range=', '?range=2h&lead=7', '?from=0', '?from=x&to=y', '?from=600000&to=0', '?from=0&to=1000'])(
  'an address with "%s" shows the usual',
  (search) => {
    expect(parseView(search)).toEqual({ range: '6h', lead: 900, zoom: undefined });
  },
);

test('no range asks for more rows than a screen has pixels', () => {
  for (const range of RANGE_NAMES) {
    const span = spanAt({ range, lead: 900 }, Date.UTC(2026, 0, 1));
    expect((span.toAt - span.fromAt) / 1000 / stepFor(span)).toBeLessThanOrEqual(1_500);
  }
});

test('a zoom has whole minutes and at least two of them', () => {
  expect(zoomTo(61_000, 62_000)).toEqual({ fromAt: 60_000, toAt: 180_000 });
  expect(zoomTo(500, 100)).toBeUndefined();
  expect(zoomTo(-10, 100)).toBeUndefined();
});
