import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CLIENT_FRAMES, FAULTS } from '#chat';
import { fillTables } from './docs.ts';
import { deadAnchors, deadLinks, deadPaths, deadScripts } from './docs-links.ts';
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

test('a link to a heading that is not there is told, in the document itself and in another', () => {
  const texts: Readonly<Record<string, string>> = {
    '': '# First\n## What is `here`, and not',
    'b.md': '# Second part',
  };
  const document =
    '[a](#first) [b](#what-is-here-and-not) [c](#gone) [d](b.md#second-part) [e](b.md#third) [f](c.ts#L3)';

  expect(deadAnchors(document, (path) => texts[path])).toEqual(['#gone', 'b.md#third']);
});

test('a script that people are told to run and that is not there is told', () => {
  expect(
    deadScripts('`npm run dev`, `npm run -s bench:fanout -- --json`, npm run gone', ['dev', 'bench:fanout']),
  ).toEqual(['gone']);
});
