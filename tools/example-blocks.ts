/** One step of an example: a statement, or an expression and what it must be. */
export interface ExampleStep {
  readonly line: number;
  readonly code: string;
  readonly expected?: string;
}

export interface Example {
  readonly line: number;
  readonly steps: readonly ExampleStep[];
}

/**
 * Finds the examples in a source's docstrings: what follows `@example`, to the next tag or the end of the comment.
 *
 * @example
 * findExamples(['/**', ' * @example', ' * 1 + 1 // => 2', ' *' + '/'].join('\n'))[0].steps[0].expected // => '2'
 */
export function findExamples(source: string): Example[] {
  const examples: Example[] = [];
  let steps: ExampleStep[] | undefined;
  let inComment = false;
  for (const [index, text] of source.split('\n').entries()) {
    const line = index + 1;
    if (/^\s*\/\*\*/.test(text)) inComment = true;
    if (!inComment) continue;
    const content = text.replace(/^\s*\/?\*+\/? ?/, '');
    if (/^\s*@example\b/.test(content)) {
      steps = [];
      examples.push({ line, steps });
    } else if (/^\s*@\w/.test(content) || /^\s*\*\//.test(text)) steps = undefined;
    else if (steps && content.trim() !== '' && !content.startsWith('```')) steps.push(readStep(content, line));
    if (text.includes('*/')) {
      inComment = false;
      steps = undefined;
    }
  }
  return examples;
}

function readStep(content: string, line: number): ExampleStep {
  const at = content.lastIndexOf('// =>');
  if (at < 0) return { line, code: content };
  return { line, code: content.slice(0, at).trim().replace(/;$/, ''), expected: content.slice(at + 5).trim() };
}
