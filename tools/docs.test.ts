import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CLIENT_FRAMES, FAULTS } from '#chat';
import { deadLinks, deadPaths, fillTables } from './docs.ts';
import { TABLES } from './docs-tables.ts';

test('a document keeps its own words and gets its tables from the code', () => {
  const document = 'Before\n<!-- table: faults -->\n| yesterday |\n<!-- end -->\nAfter';

  const filled = fillTables(document, TABLES);

  expect(filled).toMatch(/^Before\n[\s\S]+\nAfter$/);
  expect(filled).not.toContain('yesterday');
  for (const [code, { sentence }] of Object.entries(FAULTS)) {
    expect(filled).toContain(`| \`${code}\` |`);
    expect(filled).toContain(sentence);
  }
  expect(fillTables(filled, TABLES)).toBe(filled);
});

test('the table of frames names every frame, and its fields as they are', () => {
  const table = TABLES['client-frames']?.() ?? '';

  for (const type of Object.keys(CLIENT_FRAMES)) expect(table).toContain(`| \`${type}\` |`);
  expect(table).toContain('`id, text, place?: {x: number, y: number}`');
});

test('a marker that names no table is refused', () => {
  expect(() => fillTables('<!-- table: nothing -->\n<!-- end -->', TABLES)).toThrow('No table is called "nothing"');
});

test('a link to a file that is not there is told', () => {
  const document = '[here](package.json) [web](https://example.org) [part](#part) [gone](docs/gone.md#part)';

  expect(deadLinks(document, existsSync)).toEqual(['docs/gone.md']);
});

test('a source that is named and not there is told', () => {
  const document = 'See `tools/docs.ts`, `tools/gone.ts` and `say.ts`';

  expect(deadPaths(document, existsSync)).toEqual(['tools/gone.ts']);
});
