import type { Clock, ServerFrame } from '#chat';

/** A token is renewed so long before its end, or when a fifth of its life is left if that is less. Milliseconds. */
const BEFORE_MS = 60_000;
const PART = 0.2;
/** Between two tries of a giver of tokens that has none right now, in milliseconds. */
const AGAIN_MS = 5_000;
/** The longest time that a timer can wait. */
const MOST_WAIT_MS = 2_147_483_647;

export interface TokenRenewerParts {
  readonly clock: Clock;
  readonly token: () => string | Promise<string>;
  /** Goes on with a token of the same visitor. */
  readonly renew: (token: string) => void;
}

/** Asks for the next token before the present one ends, so that the connection need not. */
export class TokenRenewer {
  readonly #parts: TokenRenewerParts;
  /** How far the server's clock is ahead of ours. */
  #ahead = 0;
  #visitorId = '';
  #life = 0;
  #cancel = () => {};

  constructor(parts: TokenRenewerParts) {
    this.#parts = parts;
  }

  /** What the server says of the token's end. */
  hear(frame: ServerFrame): void {
    if (frame.type === 'welcome') {
      this.#ahead = frame.at - this.#parts.clock.now();
      this.#visitorId = frame.visitor.id;
    }
    if (frame.type !== 'welcome' && frame.type !== 'refreshed') return;
    if (frame.expiresAt !== undefined) this.#plan(frame.expiresAt);
  }

  stop(): void {
    this.#life++;
    this.#cancel();
  }

  #plan(expiresAt: number): void {
    this.stop();
    const { clock } = this.#parts;
    const leftMs = expiresAt - (clock.now() + this.#ahead);
    const waitMs = leftMs - Math.min(BEFORE_MS, leftMs * PART);
    if (leftMs > 0 && waitMs < MOST_WAIT_MS) this.#cancel = clock.after(waitMs, () => this.#renew(expiresAt));
  }

  async #renew(expiresAt: number): Promise<void> {
    const { clock, token, renew } = this.#parts;
    const life = this.#life;
    try {
      const next = await token();
      const subject = subjectOf(next);
      // Another visitor's token cannot renew this one: it is for the connection that follows.
      if (life === this.#life && (subject === undefined || subject === this.#visitorId)) renew(next);
    } catch {
      if (life !== this.#life || clock.now() + this.#ahead + AGAIN_MS >= expiresAt) return;
      this.#cancel = clock.after(AGAIN_MS, () => this.#renew(expiresAt));
    }
  }
}

/**
 * Whom a token is about, where that can be read; only the server can say whether it is true.
 *
 * @example
 * subjectOf('e30.eyJzdWIiOiJhZGEifQ.c2ln') // => 'ada'
 * subjectOf('opaque') // => undefined
 */
export function subjectOf(token: string): string | undefined {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(payload), (letter) => letter.charCodeAt(0));
    const { sub } = JSON.parse(new TextDecoder().decode(bytes)) as { sub?: unknown };
    return typeof sub === 'string' ? sub : undefined;
  } catch {
    return undefined;
  }
}
