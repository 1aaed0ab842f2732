const HUES = 8;

/** A letter in a colour of one's own: the same for the same visitor, everywhere. For the eye only. */
export function AuthorSign({ id, name }: { readonly id: string; readonly name: string }) {
  const [letter = '?'] =
    new Intl.Segmenter().segment(name.toUpperCase())[Symbol.iterator]().next().value?.segment ?? '?';
  return (
    <span class={`sign hue-${hueOf(id)}`} aria-hidden="true">
      {letter}
    </span>
  );
}

/** One of the few colours of the page, by a sum over the id. */
export function hueOf(id: string): number {
  let sum = 0;
  for (let index = 0; index < id.length; index++) sum = (sum * 31 + id.charCodeAt(index)) >>> 0;
  return sum % HUES;
}
