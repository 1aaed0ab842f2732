import { expect, test } from 'vitest';
import { auditViews } from './ledger.ts';
import { parseStormPlan } from './storm-plan.ts';
import { brokenPromises, reportOf, type StormScene } from './storm-report.ts';
import { kindOfFault } from './storm-words.ts';

const SCENE: StormScene = {
  leftMs: [1_500],
  allBackMs: 900,
  eventLoopP99Ms: 12,
  probed: { acceptMs: [], refused: 0, failed: [] },
  refused: 0,
  redisPerSecond: 10,
  redisAskedPerSecond: 2,
  megabytes: 90,
  figures: {},
  broken: [],
};

test.each([
  [['--kind', 'fire'], '--kind is "fire", must be one of drain, kill, storm, rolling, scale, frozen, cut, capacity'],
  [['--clients', 'many'], '--clients is "many", must be a whole number from 1 to 20000'],
  [['--per-second', '0'], '--per-second is "0", must be a whole number from 1 to 1000'],
])('%j is told for what it is', (args, sentence) => {
  expect(() => parseStormPlan(args)).toThrow(sentence);
});

test('each fault of the ledger is counted as what it is', () => {
  const accepted = new Map([
    ['a', { epoch: 'e', offset: 1 }],
    ['b', { epoch: 'e', offset: 2 }],
  ]);
  const entries = [
    { id: 'a', offset: 1 },
    { id: 'x', offset: 4 },
    { id: 'a', offset: 5 },
  ];

  const kinds = auditViews(accepted, [{ reader: 'ada', entries }]).map(kindOfFault);

  expect(kinds.toSorted()).toEqual(['doubled', 'lost', 'other', 'reordered']);
});

test('a storm in which something was lost, or a pod was slow to leave, has broken a promise', () => {
  const faults = { lost: 2, doubled: 0, reordered: 0, other: 0 };
  const crowd = {
    accepted: 9,
    refused: 0,
    faults,
    examples: [],
    members: [],
    latenciesMs: [],
    othersMs: [],
    lateMs: [],
  };
  const plan = parseStormPlan(['--clients', '2000']);

  const broken = brokenPromises(reportOf(plan, { ...SCENE, leftMs: [25_100] }, [crowd]));
  const whole = brokenPromises(reportOf(plan, SCENE, [{ ...crowd, faults: { ...faults, lost: 0 } }]));

  expect([broken, whole]).toEqual([['2 lost', 'a pod took 25.1 s to leave'], []]);
});
