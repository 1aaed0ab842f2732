import type { Logger } from '#app';
import { ChatFault } from '#chat';
import type { Admission } from './admission.ts';
import type { EventReaders } from './event-readers.ts';
import type { Sockets } from './sockets.ts';

/** How a pod leaves, in earnest or only for now: its door, then its people. */
export class Departure {
  readonly #admission: Admission;
  readonly #sockets: Sockets;
  readonly #readers: EventReaders;
  readonly #logger: Logger;
  #draining = false;

  constructor(admission: Admission, sockets: Sockets, readers: EventReaders, logger: Logger) {
    this.#admission = admission;
    this.#sockets = sockets;
    this.#readers = readers;
    this.#logger = logger;
  }

  get status() {
    return { connections: this.#sockets.size, door: this.#admission.state, draining: this.#draining };
  }

  /** @throws ChatFault `leaving` unless newcomers are let in: then the pod is not ready */
  check(): void {
    if (this.#admission.state !== 'open') throw new ChatFault('leaving');
  }

  closeToNewcomers(): void {
    this.#turn('closed', false);
  }

  drain(): void {
    this.#turn('closed', true);
  }

  reopen(): void {
    this.#turn('open', false);
  }

  /** For good: nobody is let in any more, everybody is sent elsewhere. Resolves in bounded time. */
  async leave(): Promise<void> {
    this.#turn('leaving', true);
    await Promise.all([this.#sockets.close(), this.#readers.drain()]);
  }

  #turn(door: Admission['state'], draining: boolean): void {
    if (this.#admission.state === 'leaving') return;
    this.#admission.state = door;
    this.#draining = draining;
    const sockets = this.#sockets.size;
    for (const people of [this.#sockets, this.#readers]) {
      if (draining) people.drain();
      else people.stay();
    }
    this.#logger.log('info', door === 'leaving' ? 'leaving' : 'door', { door, draining, sockets });
  }
}
