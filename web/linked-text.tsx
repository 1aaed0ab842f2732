import { splitLinks } from './links.ts';

/** A message's text as text nodes, with its links. What they lead to is a stranger's: it learns nothing of us. */
export function LinkedText({ text }: { readonly text: string }) {
  return (
    <>
      {splitLinks(text).map((piece, index) =>
        piece.href === undefined ? (
          piece.text
        ) : (
          <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer nofollow ugc">
            {piece.text}
          </a>
        ),
      )}
    </>
  );
}
