import { hueOf, initialOf } from './author-sign.tsx';
import type { Bubble } from './bubble.ts';
import type { Point } from './camera.ts';
import { splitLinks } from './links.ts';
import { shortName } from './short-name.ts';

/** A bubble in the page. Everything that people wrote goes in as text and as nothing else. */
export class BubbleNode {
  readonly element = document.createElement('article');
  readonly #words = document.createElement('p');
  readonly #marks = document.createElement('p');
  #bubble: Bubble | undefined;
  #anchor: Point | undefined;

  constructor({ key, author, own }: Bubble) {
    const head = document.createElement('p');
    head.className = 'by';
    const sign = document.createElement('span');
    sign.className = 'sign';
    sign.textContent = initialOf(author.name);
    sign.ariaHidden = 'true';
    const name = document.createElement('bdi');
    name.className = 'author';
    name.textContent = shortName(author.name);
    head.append(sign, name);
    this.#words.className = 'words';
    this.#words.dir = 'auto';
    this.#marks.className = 'marks';
    this.element.dataset.key = key;
    this.element.tabIndex = -1;
    this.element.append(head, this.#words, this.#marks);
    this.element.classList.add('bubble', `hue-${hueOf(author.id)}`);
    this.element.classList.toggle('own', own);
  }

  get bubble(): Bubble | undefined {
    return this.#bubble;
  }

  /** Shows a bubble; positions are told from `anchor`, because far from the start browsers count too coarsely. */
  show(bubble: Bubble, anchor: Point): void {
    const before = this.#bubble;
    this.#bubble = bubble;
    if (before?.text !== bubble.text || (before.phase === 'typing') !== (bubble.phase === 'typing'))
      this.#write(bubble);
    if (before?.reactions !== bubble.reactions || before.edited !== bubble.edited || before.phase !== bubble.phase) {
      this.#marks.textContent = marksOf(bubble);
    }
    if (before?.phase !== bubble.phase) {
      this.element.dataset.phase = bubble.phase;
      if (before && (before.phase === 'typing' || before.phase === 'waiting')) this.element.dataset.landed = '';
    }
    if (this.#anchor !== anchor || before?.place.x !== bubble.place.x || before.place.y !== bubble.place.y) {
      this.#anchor = anchor;
      // Not by a transform: each is a thing of its own to put together for every frame in which the canvas moves.
      this.element.style.left = `${bubble.place.x - anchor.x}px`;
      this.element.style.top = `${bubble.place.y - anchor.y}px`;
    }
  }

  #write({ text, phase }: Bubble): void {
    // A link that grows while it is typed leads nowhere yet.
    const pieces = phase === 'typing' ? [{ text }] : splitLinks(text);
    this.#words.replaceChildren(
      ...pieces.map((piece) => ('href' in piece ? linkOf(piece.text, piece.href) : piece.text)),
    );
  }
}

function linkOf(text: string, href: string): HTMLAnchorElement {
  const link = document.createElement('a');
  link.textContent = text;
  link.href = href;
  link.target = '_blank';
  link.rel = 'noopener noreferrer nofollow ugc';
  return link;
}

function marksOf({ phase, edited, reactions }: Bubble): string {
  const state = phase === 'waiting' ? ['◷ not sent yet'] : phase === 'unsent' ? ['! not sent'] : [];
  const told = reactions.map(({ emoji, by }) => (by.length > 1 ? `${emoji} ${by.length}` : emoji));
  return [...state, ...told, ...(edited ? ['edited'] : [])].join('  ');
}
