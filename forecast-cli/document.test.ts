import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { describe, expect, it } from 'vitest';
import * as core from '#forecast-lib';
import * as models from '#forecast-lib/models';
import { answerLine } from './answer.ts';
import { parseBacktestArguments } from './backtest-options.ts';
import { parseForecastOptions } from './forecast-options.ts';

const library = { ...core, ...models };

const DOCUMENT = readFileSync(new URL('../docs/forecasting.md', import.meta.url), 'utf8');

function blocks(language: string): string[] {
  return [...DOCUMENT.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, name, text]) => {
    return name === language && text !== undefined ? [text] : [];
  });
}

/** Runs an example with what it imports; every line with `// =>` must give what stands after it. */
function runExample(text: string): number {
  let compared = 0;
  const compare = (code: string, actual: unknown, expected: unknown) => {
    compared++;
    expect(actual, code).toEqual(expected);
  };
  const names = [...text.matchAll(/^import \{([^}]*)\} from '#forecast-lib(?:\/models)?';$/gm)].flatMap(
    ([, list = '']) => {
      return list.split(',').map((name) => name.trim());
    },
  );
  const body = text
    .replace(/^import .*$/gm, '')
    .replace(/^(.+?);? \/\/ => (.+)$/gm, (_line, code: string, wanted: string) => {
      return `compare$(${JSON.stringify(code)}, (${code}), (${wanted}));`;
    });
  const run = new Function('compare$', ...names, stripTypeScriptTypes(body));
  run(compare, ...names.map((name) => (library as Readonly<Record<string, unknown>>)[name]));
  return compared;
}

describe('docs/forecasting.md', () => {
  it('has examples that give what it says', () => {
    const examples = blocks('ts');

    expect(examples.length).toBeGreaterThan(4);
    for (const example of examples) expect(runExample(example)).toBeGreaterThan(0);
  });

  it('asks questions that can be answered', () => {
    const questions = blocks('json').flatMap((text) => text.trim().split('\n'));

    expect(questions.length).toBeGreaterThan(0);
    for (const question of questions) {
      expect(answerLine(question, library.modelNamed('last-value'), () => 0)).toMatchObject({ id: 'web', fit_ms: 0 });
    }
  });

  it('shows command lines that are understood', () => {
    const lines = blocks('sh').flatMap((text) => text.trim().split('\n'));

    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      const [, command, rest = ''] = /^npm run (?:-s )?(\w+)(?: -- ([^<>]*))?/.exec(line) ?? [];
      const args = rest.trim().split(/\s+/).filter(Boolean);
      const parse = command === 'forecast' ? parseForecastOptions : parseBacktestArguments;
      expect(() => parse(args), line).not.toThrow();
    }
  });

  it('names every model, and none that is not there', () => {
    const rows = [...DOCUMENT.matchAll(/^\| (`.+?) \|/gm)].flatMap(([, cell = '']) => cell.match(/[\w-]+/g) ?? []);

    expect(rows.toSorted()).toEqual(Object.keys(library.MODELS).toSorted());
  });
});
