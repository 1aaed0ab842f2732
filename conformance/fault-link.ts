import type { Socket } from 'node:net';

/** How a line is bad. Each direction is as bad as this says. */
export interface LineFaults {
  /** How long everything is under way, in milliseconds. */
  readonly latencyMs?: number;
  /** How much longer or shorter than that by chance, in milliseconds. The order stays. */
  readonly jitterMs?: number;
  /** What all connections together may carry in a second. */
  readonly bytesPerSecond?: number;
  /** Everything arrives in pieces of so many bytes, each in a turn of its own. */
  readonly sliceBytes?: number;
}

/** Bytes that a direction of one connection holds before it stops reading, as a network's buffers would. */
const HELD_BYTES = 1024 * 1024;
/** A limited line lets bytes through this often, in parts of a second: a large write must not arrive at once. */
const SHARES_PER_SECOND = 20;

/** One direction of the line, shared by all connections: what is on it now delays what comes after. */
export class FaultLink {
  readonly #random: () => number;
  readonly #pipes = new Set<FaultPipe>();
  faults: LineFaults = {};
  /** Nothing gets through, and nobody is told. */
  held = false;
  /** Bytes that got through. */
  carried = 0;
  #freeAt = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Carries bytes of one socket to the other, until one of them is gone. */
  join(from: Socket, to: Socket): void {
    const pipe = new FaultPipe(this, from, to);
    this.#pipes.add(pipe);
    to.once('close', () => {
      pipe.end();
      this.#pipes.delete(pipe);
    });
  }

  /** What is under way is treated as the line is from now on. */
  change(faults: LineFaults, held: boolean): void {
    this.faults = faults;
    this.held = held;
    this.#freeAt = 0;
    for (const pipe of this.#pipes) pipe.again();
  }

  /** When so many bytes that enter now come out, in epoch milliseconds. */
  dueAt(bytes: number, now: number): number {
    const { latencyMs = 0, jitterMs = 0, bytesPerSecond = Number.POSITIVE_INFINITY } = this.faults;
    this.#freeAt = Math.max(this.#freeAt, now) + (bytes * 1000) / bytesPerSecond;
    return this.#freeAt + Math.max(0, latencyMs + jitterMs * (2 * this.#random() - 1));
  }

  /** The most that goes in one piece. */
  get pieceBytes(): number {
    const { sliceBytes = HELD_BYTES, bytesPerSecond = Number.POSITIVE_INFINITY } = this.faults;
    return Math.max(1, Math.min(sliceBytes, Math.ceil(bytesPerSecond / SHARES_PER_SECOND)));
  }
}

interface Piece {
  /** Nothing more comes after an empty piece. */
  readonly bytes: Buffer;
  dueAt: number;
}

/** One direction of one connection. */
class FaultPipe {
  readonly #link: FaultLink;
  readonly #from: Socket;
  readonly #to: Socket;
  #pieces: Piece[] = [];
  #heldBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #turn: NodeJS.Immediate | undefined;
  #ended = false;

  constructor(link: FaultLink, from: Socket, to: Socket) {
    this.#link = link;
    this.#from = from;
    this.#to = to;
    from.on('data', (chunk: Buffer) => this.#take(chunk));
    from.once('end', () => this.#take(Buffer.alloc(0)));
  }

  /** Everything that waits is scheduled anew. */
  again(): void {
    const now = Date.now();
    this.#pieces = this.#pieces.flatMap(({ bytes }) => this.#cut(bytes, now));
    this.#next();
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    clearImmediate(this.#turn);
    this.#pieces = [];
  }

  #take(chunk: Buffer): void {
    if (this.#ended) return;
    this.#pieces.push(...this.#cut(chunk, Date.now()));
    this.#heldBytes += chunk.length;
    if (this.#heldBytes > HELD_BYTES) this.#from.pause();
    this.#next();
  }

  #cut(chunk: Buffer, now: number): Piece[] {
    if (chunk.length === 0) return [{ bytes: chunk, dueAt: this.#link.dueAt(0, now) }];
    const most = this.#link.pieceBytes;
    const pieces: Piece[] = [];
    for (let start = 0; start < chunk.length; start += most) {
      const bytes = chunk.subarray(start, start + most);
      pieces.push({ bytes, dueAt: this.#link.dueAt(bytes.length, now) });
    }
    return pieces;
  }

  /** One piece a turn, the first one when it is due: jitter must not change the order. */
  #next(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#turn);
    const [first] = this.#pieces;
    if (this.#ended || first === undefined || this.#link.held) return;
    const waitMs = first.dueAt - Date.now();
    if (waitMs > 0) this.#timer = setTimeout(() => this.#carry(), waitMs);
    else if (this.#link.faults.sliceBytes === undefined) this.#carry();
    else this.#turn = setImmediate(() => this.#carry());
  }

  #carry(): void {
    const piece = this.#pieces.shift();
    if (piece === undefined) return;
    if (piece.bytes.length === 0) {
      this.#to.end();
      return;
    }
    this.#heldBytes -= piece.bytes.length;
    this.#link.carried += piece.bytes.length;
    if (this.#to.writable) this.#to.write(piece.bytes);
    if (this.#heldBytes <= HELD_BYTES) this.#from.resume();
    this.#next();
  }
}
