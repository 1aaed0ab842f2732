import { expect, test } from 'vitest';
import { type HousePlan, MAY_IMPORT, readHousePlan, referenceFaults } from './house-plan.ts';
import { findFaults, RULES } from './house-rules.ts';
import { ROOT } from './source-files.ts';

const PLAN: HousePlan = {
  mayImport: MAY_IMPORT,
  pure: { chat: ['zod/mini'] },
  doors: ['chat/index.ts', 'app/index.ts'],
  entries: ['worker/main.ts'],
};
const DOORS = PLAN.doors.map((path) => ({ path, text: '' }));

/** For each rule sources that break it, and one of the same kind that does not. */
const FIXTURES: Record<string, { bad: Array<[path: string, text: string]>; good: [path: string, text: string] }> = {
  'no-parent': {
    bad: [
      ['app/hello.ts', `import { x } from '../chat/room.ts';`],
      ['app/hello.ts', `const x = await import('../chat/room.ts');`],
      ['app/hello.ts', `export { x } from\n  '../chat/room.ts';`],
    ],
    good: ['app/hello.ts', `// from '../chat'\nimport { x } from './room.ts';`],
  },
  direction: {
    bad: [
      ['chat/hello.ts', `import { app } from '#app';`],
      ['app/hello.ts', `import { app } from '#app';`],
      ['app/hello.ts', `import type { suite } from '#conformance';`],
      ['elsewhere/hello.ts', `import { room } from '#chat';`],
    ],
    good: ['app/hello.test.ts', `import { suite } from '#conformance';\nimport { room } from '#chat';`],
  },
  'tests-apart': {
    bad: [['app/hello.ts', `import { test } from 'vitest';`]],
    good: ['app/hello.test.ts', `import { test } from 'vitest';`],
  },
  pure: {
    bad: [
      ['chat/hello.ts', `import { readFileSync } from 'node:fs';`],
      ['chat/hello.ts', `import { z } from 'zod';`],
    ],
    good: ['chat/hello.ts', `import * as z from 'zod/mini';`],
  },
  family: {
    bad: [
      ['app/hello.ts', `import { x } from './routes/x.ts';`],
      ['app/hello.ts', `import { x } from './x';`],
    ],
    good: ['web/hello.ts', `import './hello.css';`],
  },
  flat: { bad: [['app/routes/hello.ts', '']], good: ['app/hello.ts', ''] },
  size: { bad: [['app/hello.ts', 'x\n'.repeat(301)]], good: ['app/hello.ts', 'x\n'.repeat(300)] },
  name: {
    bad: [
      ['app/utils.ts', ''],
      ['app/room-helpers.ts', ''],
      ['app/types.test.ts', ''],
      ['app/RoomLog.ts', ''],
      ['app/room_log.ts', ''],
    ],
    good: ['app/room-log-redis.test.ts', ''],
  },
  door: { bad: [['tools/index.ts', '']], good: ['app/index.ts', ''] },
  'no-default': {
    bad: [
      ['app/hello.ts', 'export default 1;'],
      ['app/hello.ts', 'const x = 1;\nexport { x as default };'],
    ],
    good: ['worker/main.ts', 'export default { fetch };'],
  },
};

test('every rule of the house has a fixture that breaks it', () => {
  expect(Object.keys(FIXTURES)).toEqual(Object.keys(RULES));
});

for (const [rule, { bad, good }] of Object.entries(FIXTURES)) {
  test(`the rule "${rule}" finds what breaks it, and nothing else`, () => {
    for (const [path, text] of bad) {
      const faults = findFaults([...DOORS, { path, text }], PLAN);
      expect(faults.map((fault) => fault.rule)).toContain(rule);
    }

    const [path, text] = good;
    const sources = [...DOORS.filter((door) => door.path !== path), { path, text }];
    expect(findFaults(sources, PLAN)).toEqual([]);
  });
}

test('a folder with code whose door is missing is told', () => {
  const faults = findFaults(
    [
      { path: 'chat/index.ts', text: '' },
      { path: 'app/hello.ts', text: '' },
    ],
    PLAN,
  );

  expect(faults).toMatchObject([{ path: 'app/index.ts', rule: 'door' }]);
});

test('references that say something else than the table are told', () => {
  const plan = { ...readHousePlan(ROOT), mayImport: { app: ['chat'] } };

  expect(referenceFaults('app', ['chat', 'conformance'], plan)).toEqual([]);
  expect(referenceFaults('app', ['chat', 'streams'], plan)).toEqual(['app refers to streams, which it may not import']);
  expect(referenceFaults('app', [], plan)).toEqual(['app may import chat, but does not refer to it']);
  expect(referenceFaults('attic', [], plan)).toEqual(['attic/ is not in the table of who may import whom']);
});
