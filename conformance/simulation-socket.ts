import type { Connection } from '#chat';
import type { SocketClass, SocketLike } from '#client';
import type { SimulatedLine, SimulatedWire } from './simulation-wire.ts';

type Listener = Parameters<SocketLike['addEventListener']>[1];

/** What a place does with a socket. */
export interface SocketHost {
  /** Somebody knocks; `undefined` when nobody is there to open. */
  open(url: string, connection: Connection, broken: (code: number) => void): SocketGuest | undefined;
}

export interface SocketGuest {
  receive(text: string): void;
  end(code: number): void;
}

/** Makes the sockets of one client: both directions are under way, and both can be cut. */
export function simulatedSockets(
  wire: SimulatedWire,
  host: SocketHost,
  opened: (socket: SimulatedSocket) => void,
): SocketClass {
  return class extends SimulatedSocket {
    constructor(url: string) {
      super(url, wire, host);
      opened(this);
    }
  };
}

export class SimulatedSocket implements SocketLike {
  readyState = 0;
  readonly #listeners = new Map<string, Listener[]>();
  readonly #there: SimulatedLine;
  readonly #back: SimulatedLine;
  #guest: SocketGuest | undefined;
  #over = false;

  constructor(url: string, wire: SimulatedWire, host: SocketHost) {
    this.#there = wire.line();
    this.#back = wire.line();
    this.#there.add(() => {
      const connection: Connection = {
        waiting: 0,
        whenTaken: (task) => this.#back.add(task),
        send: (frame) => this.#back.add(() => this.#tell('message', { data: frame })),
        close: (code) => this.#back.add(() => this.#end(code)),
      };
      this.#guest = host.open(url, connection, (code) => this.cut(code));
      if (this.#guest === undefined) this.cut();
      else
        this.#back.add(() => {
          this.readyState = 1;
          this.#tell('open', {});
        });
    });
  }

  addEventListener(type: 'open' | 'message' | 'close' | 'error', listener: Listener): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  send(text: string): void {
    this.#there.add(() => this.#guest?.receive(text));
  }

  close(code = 1000): void {
    this.readyState = 2;
    this.#there.add(() => this.#leave(code));
    this.#back.clear();
    this.#back.add(() => this.#end(code));
  }

  /** The line breaks: what is under way is lost, and both hear of it in their time. */
  cut(code = 1006): void {
    if (this.#over) return;
    this.#there.clear();
    this.#back.clear();
    this.#there.add(() => this.#leave(1006));
    this.#back.add(() => this.#end(code));
  }

  get isOver(): boolean {
    return this.#over;
  }

  #leave(code: number): void {
    const guest = this.#guest;
    this.#guest = undefined;
    guest?.end(code);
  }

  #end(code: number): void {
    if (this.#over) return;
    this.#over = true;
    this.readyState = 3;
    this.#there.add(() => this.#leave(code));
    this.#tell('close', { code });
  }

  #tell(type: string, event: { readonly data?: unknown; readonly code?: number }): void {
    if (this.#over && type !== 'close') return;
    for (const listener of this.#listeners.get(type) ?? []) listener({ type, ...event });
  }
}
