import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect, isDeepStrictEqual } from 'node:util';
import { type Example, findExamples } from './example-blocks.ts';
import { ROOT, readSources } from './source-files.ts';

type Names = Readonly<Record<string, unknown>>;
type Compare = (line: number, code: string, actual: () => unknown, expected: () => unknown) => void;

/** Executes one example with these names in scope; every expectation that fails, in words. */
export function runExample(example: Example, names: Names): string[] {
  const faults: string[] = [];
  const compare: Compare = (line, code, actual, expected) => {
    const found = actual();
    const wanted = expected();
    if (!isDeepStrictEqual(found, wanted)) faults.push(`${line} ${code} is ${inspect(found)}, not ${inspect(wanted)}`);
  };
  const statements = example.steps.map(({ line, code, expected }) => {
    if (expected === undefined) return code;
    return `compare$(${line}, ${JSON.stringify(code)}, () => (${code}), () => (${expected}));`;
  });
  try {
    const scope = Object.keys(names).filter((name) => name !== 'default');
    const body = stripTypeScriptTypes(`(() => {\n${statements.join('\n')}\n})();`);
    const run = new Function('compare$', ...scope, body);
    run(compare, ...scope.map((name) => names[name]));
  } catch (error) {
    faults.push(`${example.line} the example cannot run: ${error instanceof Error ? error.message : error}`);
  }
  return faults;
}

/** Executes every example of every source, each with the exports of its file in scope. */
export async function checkExamples(): Promise<{ faults: string[]; examples: number }> {
  const faults: string[] = [];
  let count = 0;
  for (const { path, text } of readSources()) {
    const examples = findExamples(text);
    if (examples.length === 0) continue;
    try {
      const names = (await import(pathToFileURL(join(ROOT, path)).href)) as Names;
      for (const example of examples) {
        if (example.steps.every((step) => step.expected === undefined)) {
          faults.push(`${path}:${example.line} the example expects nothing: write what it gives after "// =>"`);
        }
        faults.push(...runExample(example, names).map((fault) => `${path}:${fault}`));
        count++;
      }
    } catch (error) {
      faults.push(`${path}:1 cannot be imported for its examples: ${error instanceof Error ? error.message : error}`);
    }
  }
  return { faults, examples: count };
}

if (import.meta.main) {
  const { faults, examples } = await checkExamples();
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.stdout.write(`${examples} examples, ${faults.length} faults\n`);
  process.exit(faults.length > 0 ? 1 : 0);
}
