/** Links of a document to files of this house that are not there. */
export function deadLinks(document: string, exists: (path: string) => boolean): string[] {
  const targets = [...document.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) => match[1] ?? '');
  return targets.filter((target) => !exists(target));
}

/**
 * Links of a document to headings that are not there, in itself or in another.
 *
 * @param read what stands in a document; that of the empty path is the one that links
 * @example
 * deadAnchors('# One\n[a](#one) [b](#two)', () => '# One') // => ['#two']
 */
export function deadAnchors(document: string, read: (path: string) => string | undefined): string[] {
  const links = [...document.matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)#([^)\s]+)\)/g)];
  return links.flatMap(([, path = '', anchor = '']) => {
    const text = path === '' || path.endsWith('.md') ? read(path) : undefined;
    if (text === undefined) return [];
    return anchorsOf(text).includes(anchor) ? [] : [`${path}#${anchor}`];
  });
}

/**
 * Sources that a document names (as `folder/file.ts`) and that are not there.
 */
export function deadPaths(document: string, exists: (path: string) => boolean): string[] {
  const named = [...document.matchAll(/`((?:\w[\w-]*\/)+[\w.-]+\.tsx?)`/g)].map((match) => match[1] ?? '');
  return [...new Set(named)].filter((path) => !exists(path));
}

/**
 * Scripts that a document tells people to run and that package.json does not have.
 *
 * @example
 * deadScripts('`npm run dev`, `npm run -s storm -- --kind kill`', ['dev']) // => ['storm']
 */
export function deadScripts(document: string, scripts: readonly string[]): string[] {
  const named = [...document.matchAll(/\bnpm run (?:-s )?([a-z][\w:-]*)/g)].map((match) => match[1] ?? '');
  return [...new Set(named)].filter((name) => !scripts.includes(name));
}

/** As GitHub names headings. */
function anchorsOf(document: string): string[] {
  const headings = [...document.matchAll(/^#+ (.+)$/gm)].map((match) => match[1] ?? '');
  return headings.map((heading) => {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    return words
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .trim()
      .replaceAll(' ', '-');
  });
}
