import { LIMITS } from '#chat';

/** What may go one way through the edge before the other end says that it took some, in UTF-16 units or bytes. */
const MOST_TO_VISITOR = 8 * 1_048_576;
const MOST_TO_PODS = 262_144;
/** Motions are never answered: so many bytes a second are believed to be taken, several times what a page sends. */
const TAKEN_PER_SECOND = 16_384;
/** After how much a client says how far it has read: as at the edge. */
const GOT_EVERY = LIMITS.waitingBytes / 8;

/** Frames of the pods that answer one of the visitor's: that was taken, and all before it. */
const ANSWERS = /^\{"type":"(?:ack|fault|pong|refreshed|welcome)"/;
const WELCOME = '{"type":"welcome"';
const AUTHENTICATE = '{"type":"authenticate"';

/**
 * How much waits at the edge for two ends that do not take it, as far as that can be known: the platform does not say. The
 * pods answer all but motions. Of a visitor it is known who offers to say how far they have read (`got`): they are asked to,
 * as at the edge, because pods know it by themselves and do not ask.
 */
export class Unanswered {
  #toVisitor = 0;
  #toPods = 0;
  #sentAt = 0;
  #saysGot = false;

  /** What becomes of a frame for the visitor; `undefined` when too much waits for them. */
  toVisitor<Frame extends string | ArrayBuffer>(frame: Frame): Frame | string | undefined {
    const text = typeof frame === 'string' ? frame : '';
    if (ANSWERS.test(text)) this.#toPods = 0;
    this.#toVisitor += sizeOf(frame);
    if (this.#saysGot && this.#toVisitor > MOST_TO_VISITOR) return undefined;
    const asks = this.#saysGot && text.startsWith(WELCOME) && !text.includes('"gotEvery":');
    return asks ? `${text.slice(0, -1)},"gotEvery":${GOT_EVERY}}` : frame;
  }

  /** What becomes of a frame for the pods, at a time in epoch milliseconds; `undefined` when too much waits for them. */
  toPods<Frame extends string | ArrayBuffer>(frame: Frame, at: number): Frame | undefined {
    if (typeof frame === 'string' && frame.startsWith(AUTHENTICATE)) this.#saysGot ||= frame.includes('"got":true');
    this.#toVisitor = 0;
    const taken = (TAKEN_PER_SECOND * (at - this.#sentAt)) / 1000;
    this.#toPods = Math.max(0, this.#toPods - taken) + sizeOf(frame);
    this.#sentAt = at;
    return this.#toPods > MOST_TO_PODS ? undefined : frame;
  }
}

function sizeOf(frame: string | ArrayBuffer): number {
  return typeof frame === 'string' ? frame.length : frame.byteLength;
}
