import { expect, test } from 'vitest';
import { auditDrill } from './drill-audit.ts';
import { parseDrillOptions } from './drill-options.ts';
import { brokenBy, type DrillVerdict, THRESHOLDS } from './drill-verdict.ts';
import { RunMeter } from './run-measures.ts';

const KEPT: DrillVerdict = {
  lost: 0,
  doubled: 0,
  reordered: 0,
  other: 0,
  examples: [],
  people: 10,
  p99Ms: 30,
  trace: 'office',
  speed: 120,
  minutes: 60,
  measures: new RunMeter().result(),
  readyBefore: 100,
  rises: 4,
  leadSeconds: 120,
  leadWonSeconds: 600,
  cuts: { planned: 0, unplanned: 0, from: {} },
  handedOver: 12,
  gaps: 0,
  accepted: 100,
  heard: 1_000,
  deeds: [],
  troubles: [],
};

test.each<[string, Partial<DrillVerdict>, number]>([
  ['all is well', {}, 0],
  ['a message was lost', { lost: 1 }, 1],
  ['one came twice', { doubled: 1 }, 1],
  ['pods came late', { readyBefore: 50 }, 1],
  ['nothing rose', { rises: 0, readyBefore: 0 }, 0],
  ['somebody was cut off', { cuts: { planned: 0, unplanned: 1, from: { 'pod-2': 1 } } }, 1],
  [
    'somebody was cut off with the pod that was killed',
    { cuts: { planned: 9, unplanned: 0, from: {} }, deeds: [{ deed: 'kill', at: 0 }] },
    0,
  ],
  [
    'somebody was cut off elsewhere',
    { cuts: { planned: 9, unplanned: 1, from: { 'pod-2': 1 } }, deeds: [{ deed: 'kill', at: 0 }] },
    1,
  ],
  ['a message was lost where a pod was killed', { lost: 1, deeds: [{ deed: 'kill', at: 0 }] }, 1],
  ['a pod ended badly', { troubles: ['pod-3 ended with 1'] }, 1],
  ['it was slow', { p99Ms: 5_000 }, 1],
])('a drill is judged: %s', (_name, over, count) => {
  expect(brokenBy({ ...KEPT, ...over }, THRESHOLDS)).toHaveLength(count);
});

test('the ledger asks of those who left only what came while they were there', () => {
  const accepted = new Map([
    ['r', new Map(['a', 'b', 'c'].map((id, index) => [id, { epoch: 'e', offset: index + 1 }] as const))],
  ]);
  const heard = (...ids: string[]) => ids.map((id) => ({ id, offset: 'abc'.indexOf(id) + 1 }));

  const one = (entries: ReturnType<typeof heard>, stayed: boolean) =>
    auditDrill(accepted, [{ reader: 'ada', room: 'r', entries, stayed }]);

  expect(one(heard('b'), false)).toMatchObject({ lost: 0, examples: [] });
  expect(one(heard('b'), true)).toMatchObject({ lost: 1 });
  expect(one(heard('a', 'c'), false)).toMatchObject({ lost: 1, reordered: 1 });
  expect(one(heard('a', 'b', 'b', 'c'), true)).toMatchObject({ doubled: 1 });
});

test('the command line tells all that is wrong with it at once', () => {
  expect(() => parseDrillOptions(['--speed', 'quick', '--deeds', 'burn@3', '--peak', '0'])).toThrow(
    /--speed is "quick".*--deeds has "burn@3".*--peak is "0"|--speed.*--peak.*--deeds/,
  );
  expect(() => parseDrillOptions(['--trace', 'daily-wave', '--from', '239', '--hours', '6'])).toThrow(
    'daily-wave ends',
  );
});

test('a trace is lived where it is steep, with its peak there', () => {
  const options = parseDrillOptions(['--trace', 'flash-crowd', '--hours', '3', '--peak', '100']);

  if (options.action !== 'drill') throw new Error('It is one');
  const { trace, fromSecond, seconds } = options.plan;
  const lived = trace.people.subarray(fromSecond / 60, (fromSecond + seconds) / 60 + 1);
  expect(Math.max(...lived)).toBe(100);
  expect(lived[60] ?? 0).toBeLessThan(80);
});
