export interface TextPiece {
  readonly text: string;
  /** Where it leads, if it is a link. */
  readonly href?: string;
}

const ADDRESS = /https?:\/\/[^\s<>"“”«»]+/gi;
const CLOSERS: Record<string, string> = { ')': '(', ']': '[' };

/**
 * Cuts a text into plain pieces and links. Only http and https lead anywhere; a full stop or a bracket that ends the
 * sentence is not part of the address.
 *
 * @example
 * splitLinks('See http://a.example/b.').map((piece) => piece.href ?? piece.text) // => ['See ', 'http://a.example/b', '.']
 */
export function splitLinks(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutTail(match[0]);
    if (!URL.canParse(address)) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: address, href: new URL(address).href });
    end = match.index + address.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

function withoutTail(address: string): string {
  let rest = address;
  for (let last = rest.at(-1); last !== undefined; last = rest.at(-1)) {
    const opener = CLOSERS[last];
    const unopened = opener !== undefined && rest.split(last).length > rest.split(opener).length;
    if (!unopened && !/[.,;:!?'’*_~]/.test(last)) break;
    rest = rest.slice(0, -1);
  }
  return rest;
}
