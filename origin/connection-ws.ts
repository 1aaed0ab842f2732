import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { CLOSES, type Connection } from '#chat';
import { textFrame } from './text-frame.ts';

/** What may wait to be written from earlier turns of the event loop, in bytes. */
export const BACKLOG_BYTES = 1024 * 1024;

/** How long the other side may take to answer a close before its socket is destroyed, in milliseconds. */
export const CLOSE_WAIT_MS = 5_000;

/** Those that were written to in this turn of the event loop. */
let touched: ConnectionWs[] = [];

function flushTouched(): void {
  const flushed = touched;
  touched = [];
  for (const connection of flushed) connection.flush();
}

/**
 * A `Connection` over a socket of `ws`. Frames go straight to the TCP stream, in the order of `send`: everything that
 * one turn of the event loop sends to a socket is one write to the system, and a text for many sockets is encoded once.
 * This is right only without permessage-deflate, where `ws` keeps no queue of its own.
 *
 * What one turn sends counts against the backlog from the next turn on: a welcome with a whole history may be larger
 * than the bound and must not close a socket that has had no time to read.
 */
export class ConnectionWs implements Connection {
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  #fresh = 0;
  #closedWith: number | undefined;

  constructor(socket: WebSocket, stream: Duplex) {
    this.#socket = socket;
    this.#stream = stream;
  }

  /** The code that this side closed with, if it did. */
  get closedWith(): number | undefined {
    return this.#closedWith;
  }

  send(frame: string): void {
    if (!this.#open) return;
    if (this.#stream.writableLength - this.#fresh > BACKLOG_BYTES) {
      this.close(4508, CLOSES[4508].name);
      return;
    }
    if (this.#fresh === 0) {
      this.#stream.cork();
      if (touched.push(this) === 1) setImmediate(flushTouched);
    }
    const bytes = textFrame(frame);
    this.#fresh += bytes.length;
    this.#stream.write(bytes);
  }

  /** Hands what this turn sent to the system. */
  flush(): void {
    this.#fresh = 0;
    this.#stream.uncork();
  }

  close(code: number, reason: string): void {
    if (this.#closedWith !== undefined) return;
    this.#closedWith = code;
    try {
      this.#socket.close(code, reason);
    } catch {
      this.#socket.terminate();
    }
  }

  /** Asks whether the other side is there (a protocol ping). */
  ping(): void {
    if (this.#open) this.#socket.ping();
  }

  /** Ends the socket without a word. */
  terminate(): void {
    this.#socket.terminate();
  }

  get #open(): boolean {
    return this.#closedWith === undefined && this.#socket.readyState === WebSocket.OPEN && this.#stream.writable;
  }
}
