import type { Bubble } from './bubble.ts';
import { BubbleNode } from './bubble-node.ts';
import type { Point } from './camera.ts';

export interface BubbleLayerEvents {
  /** Somebody wants to do something about a bubble. */
  opened(bubble: Bubble, element: HTMLElement): void;
  /** Something was let go of that had been held: it may be its time. */
  released(): void;
}

/** What was let go of stays for so much longer, so that the mouse can go over a gap. Milliseconds. */
const LET_GO_MS = 1_200;
const LONG_PRESS_MS = 450;

/** All bubbles under one transform: moving the canvas moves one element. */
export class BubbleLayer {
  readonly #layer: HTMLElement;
  readonly #events: BubbleLayerEvents;
  readonly #nodes = new Map<string, BubbleNode>();
  readonly #heldUntil = new Map<string, number>();
  readonly #ending = new AbortController();
  readonly #now: () => number;
  #pressed: ReturnType<typeof setTimeout> | undefined;

  constructor(layer: HTMLElement, now: () => number, events: BubbleLayerEvents) {
    this.#layer = layer;
    this.#now = now;
    this.#events = events;
    const { signal } = this.#ending;
    const on = (type: string, act: (event: Event) => void) => layer.addEventListener(type, act, { signal });
    on('focusin', (event) => this.#hold(keyOf(event)));
    on('pointermove', (event) => {
      const { movementX, movementY } = event as PointerEvent;
      // What appears under a mouse that rests is not pointed at: one's own words, for instance.
      if (movementX !== 0 || movementY !== 0) this.#hold(keyOf(event));
    });
    on('pointerout', (event) => this.#release(event));
    on('focusout', (event) => this.#release(event));
    on('click', (event) => this.#click(event));
    on('contextmenu', (event) => {
      if (window.getSelection()?.isCollapsed === false) return;
      if (this.#open(keyOf(event))) event.preventDefault();
    });
    on('pointerdown', (event) => this.#press(event as PointerEvent));
    for (const type of ['pointerup', 'pointercancel', 'pointermove']) on(type, () => clearTimeout(this.#pressed));
  }

  /** Until when somebody holds a bubble. */
  readonly heldUntil = (key: string): number => this.#heldUntil.get(key) ?? 0;

  update(bubbles: readonly Bubble[], anchor: Point): void {
    const seen = new Set<string>();
    const fresh: HTMLElement[] = [];
    for (const bubble of bubbles) {
      seen.add(bubble.key);
      let node = this.#nodes.get(bubble.key);
      if (node === undefined) {
        node = new BubbleNode(bubble);
        this.#nodes.set(bubble.key, node);
        fresh.push(node.element);
      }
      node.show(bubble, anchor);
    }
    if (fresh.length > 0) this.#layer.append(...fresh);
    for (const [key, { element }] of this.#nodes) {
      if (seen.has(key)) continue;
      this.#nodes.delete(key);
      this.#heldUntil.delete(key);
      element.remove();
    }
  }

  /** Goes with the keyboard to the bubble after, or before, the one that has it; whether there is one. */
  step(by: 1 | -1): boolean {
    const elements: HTMLElement[] = [...this.#nodes.values()].map(({ element }) => element);
    const at = elements.indexOf(document.activeElement as HTMLElement);
    const next = at < 0 ? elements.at(-1) : elements[(at + by + elements.length) % elements.length];
    next?.focus({ preventScroll: true });
    return next !== undefined;
  }

  /** The bubble that has the keyboard. */
  get focused(): Bubble | undefined {
    const key = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.key : undefined;
    return key === undefined ? undefined : this.#nodes.get(key)?.bubble;
  }

  openFocused(): boolean {
    return this.#open(this.focused?.key);
  }

  elementOf(key: string): HTMLElement | undefined {
    return this.#nodes.get(key)?.element;
  }

  /** Holds a bubble on somebody's behalf until it is let go of. */
  keep(key: string, kept: boolean): void {
    if (kept) this.#hold(key);
    else this.#letGo(key);
  }

  close(): void {
    this.#ending.abort();
    clearTimeout(this.#pressed);
    this.#layer.replaceChildren();
  }

  #hold(key: string | undefined): void {
    if (key === undefined || this.#heldUntil.get(key) === Number.POSITIVE_INFINITY) return;
    this.#heldUntil.set(key, Number.POSITIVE_INFINITY);
    this.#events.released();
  }

  #release(event: Event): void {
    const key = keyOf(event);
    const { relatedTarget } = event as PointerEvent | FocusEvent;
    const element = key === undefined ? undefined : this.elementOf(key);
    if (key === undefined || !element) return;
    if (relatedTarget instanceof Node && element.contains(relatedTarget)) return;
    if (event.type === 'pointerout' && element.contains(document.activeElement)) return;
    if (event.type === 'focusout' && element.matches(':hover')) return;
    this.#letGo(key);
  }

  #letGo(key: string): void {
    this.#heldUntil.set(key, this.#now() + LET_GO_MS);
    this.#events.released();
  }

  #press(event: PointerEvent): void {
    clearTimeout(this.#pressed);
    const key = keyOf(event);
    if (key === undefined || event.pointerType === 'mouse') return;
    this.#pressed = setTimeout(() => this.#open(key), LONG_PRESS_MS);
  }

  #click(event: Event): void {
    const { target } = event;
    if (target instanceof Element && target.closest('a')) return;
    if (window.getSelection()?.isCollapsed === false) return;
    this.#open(keyOf(event));
  }

  #open(key: string | undefined): boolean {
    const node = key === undefined ? undefined : this.#nodes.get(key);
    if (!node?.bubble?.position) return false;
    this.#events.opened(node.bubble, node.element);
    return true;
  }
}

function keyOf({ target }: Event): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>('.bubble')?.dataset.key : undefined;
}
