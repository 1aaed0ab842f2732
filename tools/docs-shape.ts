/** As much of a JSON schema as our frames use. */
export interface Shape {
  readonly type?: string;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly oneOf?: readonly Shape[];
}

/**
 * A shape in one line, for people: a field that may be missing has a `?`; of several shapes, the kind of each is named.
 *
 * @example
 * sayShape({ type: 'object', properties: { id: { type: 'string' }, at: { type: 'number' } }, required: ['id'] }) // => '{id, at?: number}'
 * sayShape({ type: 'array', items: { type: 'integer' } }) // => '[integer, …]'
 */
export function sayShape(shape: Shape): string {
  if (shape.const !== undefined) return JSON.stringify(shape.const);
  if (shape.oneOf) return shape.oneOf.map((one) => String(one.properties?.kind?.const)).join(' | ');
  if (shape.type === 'array') return `[${sayShape(shape.items ?? {})}, …]`;
  if (shape.type !== 'object') return shape.type ?? 'anything';
  const fields = Object.entries(shape.properties ?? {}).map(([name, field]) => {
    const mark = shape.required?.includes(name) ? '' : '?';
    const said = sayShape(field);
    return said === 'string' ? `${name}${mark}` : `${name}${mark}: ${said}`;
  });
  return `{${fields.join(', ')}}`;
}

/**
 * A table in Markdown. A bar inside a cell would end it, so it is escaped.
 *
 * @example
 * markdownTable(['a', 'b'], [['1', 'x|y']]) // => '| a | b |\n| --- | --- |\n| 1 | x\\|y |'
 */
export function markdownTable(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/**
 * The docstrings of an object's fields by field, read from its source: they are the only place where these sentences
 * stand.
 *
 * @example
 * fieldComments(['/** How long, in seconds. *' + '/', 'patience: 5,'].join('\n')) // => { patience: 'How long, in seconds' }
 */
export function fieldComments(source: string): Readonly<Record<string, string>> {
  const comments: Record<string, string> = {};
  for (const [, comment, field] of source.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*\n\s*(\w+):/g)) {
    if (!comment || !field) continue;
    comments[field] = comment
      .replace(/\s*\n\s*\*\s*/g, ' ')
      .trim()
      .replace(/\.$/, '');
  }
  return comments;
}
