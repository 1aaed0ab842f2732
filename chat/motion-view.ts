import { type Cursor, isStill, type Motion, type Typing } from './motion.ts';

/** Somebody who types repeats it in shorter times than this; who was cut off stops being shown. Milliseconds. */
const SHOWN_MS = { typing: 10_000, cursor: 30_000 } as const;
/** Sessions of which it knows what they do. */
const MOST = 1_000;

interface Seen {
  readonly motion: Motion;
  readonly at: number;
}

/** What others are doing now: who is typing what, and where they point. What is not renewed goes away. */
export class MotionView {
  readonly #seen = new Map<string, Seen>();

  /** `now` may be any clock, but must be the same each time. */
  take(motion: Motion, now: number): void {
    const key = `${motion.type} ${motion.session}`;
    this.#seen.delete(key);
    if (isStill(motion)) return;
    this.#seen.set(key, { motion, at: now });
    const [oldest] = this.#seen.keys();
    if (oldest !== undefined && this.#seen.size > MOST) this.#seen.delete(oldest);
  }

  /** The message was said: nobody is typing it any more. */
  said(authorId: string, id: string): void {
    this.#drop(({ motion }) => motion.type === 'typing' && motion.id === id && motion.visitor.id === authorId);
  }

  /** Somebody left the room, with all that they were doing. */
  left(visitorId: string): void {
    this.#drop(({ motion }) => motion.visitor.id === visitorId);
  }

  /** A new connection: nothing is known of what others do. */
  clear(): void {
    this.#seen.clear();
  }

  /** Those who are typing, the one who began last at the end. */
  typing(now: number): readonly Typing[] {
    return this.#live(now).filter((motion) => motion.type === 'typing');
  }

  cursors(now: number): readonly Cursor[] {
    return this.#live(now).filter((motion) => motion.type === 'cursor');
  }

  #live(now: number): readonly Motion[] {
    this.#drop(({ motion, at }) => now - at >= SHOWN_MS[motion.type]);
    return [...this.#seen.values()].map(({ motion }) => motion);
  }

  #drop(which: (seen: Seen) => boolean): void {
    for (const [key, seen] of this.#seen) if (which(seen)) this.#seen.delete(key);
  }
}
