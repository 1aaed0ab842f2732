const HUES = 8;
const LETTERS = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** A letter in a colour of one's own: the same for the same visitor, everywhere. For the eye only. */
export function AuthorSign({ id, name }: { readonly id: string; readonly name: string }) {
  return (
    <span class={`sign hue-${hueOf(id)}`} aria-hidden="true">
      {initialOf(name)}
    </span>
  );
}

/** The first letter of a name, as a reader sees it. */
export function initialOf(name: string): string {
  for (const { segment } of LETTERS.segment(name.toUpperCase())) return segment;
  return '?';
}

/** One of the few colours of the page, by a sum over the id. */
export function hueOf(id: string): number {
  let sum = 0;
  for (let index = 0; index < id.length; index++) sum = (sum * 31 + id.charCodeAt(index)) >>> 0;
  return sum % HUES;
}
