/** One `COPY` of an image's last stage: from an earlier stage, or from the sources. */
export interface ImageCopy {
  readonly stage: string | undefined;
  readonly from: string;
  readonly to: string;
}

/** What a Dockerfile says of the image that comes out of it. */
export interface Image {
  readonly copies: readonly ImageCopy[];
  readonly entrypoint: readonly string[];
  readonly healthcheck: readonly string[];
  readonly user: string;
  /** Everything that a stage stands on and that is no stage itself, with what `ARG` says in its place. */
  readonly bases: readonly string[];
}

/**
 * Reads as much of a Dockerfile as ours have: instructions of one line, lists as JSON.
 *
 * @example
 * parseDockerfile('FROM node:24\nCOPY a b\nUSER 1:1\nENTRYPOINT ["a"]').entrypoint // => ['a']
 */
export function parseDockerfile(text: string): Image {
  const lines = text.split('\n').filter((line) => /^[A-Z]+ /.test(line));
  const said = (word: string) =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
  const defaults = Object.fromEntries(said('ARG').map((line) => line.split('=') as [string, string]));
  const froms = said('FROM').map((line) => line.split(' AS '));
  const stages = froms.map(([, name]) => name);
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
  const bases = froms.map(([base = '']) => base.replace(/\$\{(\w+)\}/, (_all, name: string) => defaults[name] ?? ''));
  return {
    copies: last.filter((line) => line.startsWith('COPY ')).flatMap(parseCopy),
    entrypoint: parseList(said('ENTRYPOINT').at(-1)),
    healthcheck: parseList(said('HEALTHCHECK').at(-1)),
    user: said('USER').at(-1) ?? 'root',
    bases: [...new Set(bases)].filter((base) => !stages.includes(base)),
  };
}

function parseCopy(line: string): ImageCopy[] {
  const [, stage, names = ''] = /^COPY (?:--from=(\S+) )?(.+)$/.exec(line) ?? [];
  const parts = names.split(' ');
  const to = parts.pop() ?? '';
  return parts.map((from) => ({ stage, from, to }));
}

function parseList(line: string | undefined): string[] {
  return JSON.parse(/\[.*\]$/.exec(line ?? '')?.[0] ?? '[]') as string[];
}
