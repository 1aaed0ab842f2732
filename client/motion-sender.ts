import {
  type ClientFrameOf,
  type Clock,
  cleanText,
  EPHEMERAL_MS,
  encodeClientFrame,
  firstGraphemes,
  LIMITS,
  Pacer,
  type Place,
  utf8Length,
} from '#chat';

/** Who types no further says so again, so that others still see it, and whoever came meanwhile sees it too. */
const REPEAT_MS = 4_000;
/** A text that nobody touched for so long is shown no more. */
const MOST_REPEATS = 15;

/**
 * Shows others what we do: the last of it, at most so often. What cannot be sent now is left out; the next says it
 * better.
 */
export class MotionSender {
  readonly #clock: Clock;
  readonly #send: (text: string) => void;
  readonly #typists: Pacer;
  readonly #pointers: Pacer;
  #typing: ClientFrameOf<'typing'> | undefined;
  #cursor: ClientFrameOf<'cursor'> = { type: 'cursor' };
  #repeats = 0;
  #cancelRepeat = () => {};

  /** `send` drops what cannot be sent. */
  constructor(clock: Clock, send: (text: string) => void) {
    this.#clock = clock;
    this.#send = send;
    const waitMs = () => EPHEMERAL_MS;
    this.#typists = new Pacer(clock, () => this.#sendTyping(), waitMs);
    this.#pointers = new Pacer(clock, () => send(encodeClientFrame(this.#cursor)), waitMs);
  }

  typing(text: string, id: string, place: Place | undefined): void {
    const shown = firstGraphemes(cleanText(text), LIMITS.typingGraphemes);
    const frame = { type: 'typing' as const, id, text: shown, ...(place && { place: { ...place } }) };
    // Others go on seeing what they saw last.
    if (utf8Length(encodeClientFrame(frame)) > LIMITS.frameBytes) return;
    this.#typing = frame;
    this.#repeats = 0;
    this.#typists.soon();
  }

  cursor(place: Place | undefined): void {
    this.#cursor = { type: 'cursor', ...(place && { place: { ...place } }) };
    this.#pointers.soon();
  }

  /** A new connection is another session, whose text others have not seen. */
  renew(): void {
    if (this.#typing) this.#typists.soon();
    if (this.#cursor.place) this.#pointers.soon();
  }

  /** What was typed is said now: its entry ends the typing for everybody. */
  said(id: string): void {
    if (this.#typing?.id === id) this.#rest();
  }

  stop(): void {
    this.#rest();
    this.#pointers.stop();
  }

  #sendTyping(): void {
    if (this.#typing === undefined) return;
    this.#send(encodeClientFrame(this.#typing));
    this.#cancelRepeat();
    if (this.#typing.text === '' || this.#repeats++ >= MOST_REPEATS) this.#typing = undefined;
    else this.#cancelRepeat = this.#clock.after(REPEAT_MS, () => this.#typists.soon());
  }

  #rest(): void {
    this.#typing = undefined;
    this.#typists.stop();
    this.#cancelRepeat();
  }
}
