import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { Connection } from '#chat';
import { Pile } from './pile.ts';

/** How long the other side may take to answer a close before its socket is destroyed, in milliseconds. */
export const CLOSE_WAIT_MS = 5_000;
/** The same for one that took nothing for a while already: it is likely dead. */
const SLOW_CLOSE_WAIT_MS = 500;

/** How long what may wait for more does so at most, in milliseconds. */
const SOON_MS = 5;

/** Those that were written to in this turn of the event loop, and the pile that each of them began with. */
let touched: ConnectionWs[] = [];
let empty = new Pile();
/** Those whose pile waits for more. */
let patient: ConnectionWs[] = [];

function flushTouched(): void {
  const flushed = touched;
  touched = [];
  empty = new Pile();
  for (const connection of flushed) connection.flush();
}

function flushPatient(): void {
  const flushed = patient;
  patient = [];
  for (const connection of flushed) connection.flush();
}

/**
 * A `Connection` over a socket of `ws`. Frames go straight to the TCP stream, in the order of `send`: everything that
 * one turn of the event loop sends to a socket is one write to the system, made once for all sockets that are sent the
 * same. This is right only without permessage-deflate, where `ws` keeps no queue of its own.
 */
export class ConnectionWs implements Connection {
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  #pile: Pile | undefined;
  #touched = false;
  #closedWith: number | undefined;

  constructor(socket: WebSocket, stream: Duplex) {
    this.#socket = socket;
    this.#stream = stream;
  }

  /** The code that this side closed with, if it did. */
  get closedWith(): number | undefined {
    return this.#closedWith;
  }

  get waiting(): number {
    const { writableLength } = this.#stream;
    const waiting = writableLength + (this.#pile?.length ?? 0);
    return writableLength === 0 ? waiting : waiting + unsent(this.#stream);
  }

  send(frame: string, soon?: 'soon'): void {
    if (!this.#open) return;
    if (soon === undefined) this.#touch();
    else if (this.#pile === undefined && patient.push(this) === 1) setTimeout(flushPatient, SOON_MS);
    this.#pile = (this.#pile ?? empty).with(frame);
  }

  /** Hands what was sent to the system. */
  flush(): void {
    const pile = this.#pile;
    this.#pile = undefined;
    this.#touched = false;
    if (pile && this.#stream.writable) this.#stream.write(pile.bytes);
  }

  /**
   * The socket's handshake was written into a stream that is corked: what this turn says by then, the welcome of somebody
   * who came with a token, goes out with it in one write.
   */
  greet(): void {
    this.flush();
    this.#stream.uncork();
  }

  whenTaken(task: () => void): void {
    this.flush();
    if (this.#stream.writableNeedDrain) this.#stream.once('drain', task);
    else setImmediate(task);
  }

  close(code: number, reason: string): void {
    if (this.#closedWith !== undefined) return;
    this.flush();
    this.#closedWith = code;
    try {
      this.#socket.close(code, reason);
    } catch {
      this.#socket.terminate();
    }
    if (code === 4508) setTimeout(() => this.#socket.terminate(), SLOW_CLOSE_WAIT_MS).unref();
  }

  /** Asks whether the other side is there (a protocol ping). */
  ping(): void {
    if (this.#open) this.#socket.ping();
  }

  /** Ends the socket without a word. */
  terminate(): void {
    this.#socket.terminate();
  }

  #touch(): void {
    if (this.#touched) return;
    this.#touched = true;
    if (touched.push(this) === 1) setImmediate(flushTouched);
  }

  get #open(): boolean {
    return this.#closedWith === undefined && this.#socket.readyState === WebSocket.OPEN && this.#stream.writable;
  }
}

/**
 * What the system has not taken yet of the write that is under way. `writableLength` counts that write whole until it is
 * done, so only this tells whether somebody slow still reads.
 */
function unsent(stream: Duplex): number {
  // Node offers it nowhere else; net.Socket decides by it whether a socket has timed out.
  return (stream as { _handle?: { writeQueueSize?: number } | null })._handle?.writeQueueSize ?? 0;
}
