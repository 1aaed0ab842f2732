import { WebSocket } from 'ws';
import type { Position } from '#chat';
import { ChatClient, type SocketClass } from '#client';
import type { Sight } from './sight.ts';

/** What all members of one room write down together. */
export interface ChaosRoom {
  readonly name: string;
  readonly accepted: Map<string, Position>;
  readonly said: Set<string>;
}

/** A client as its users have it, which also goes away for a while and comes back from where it was. */
export class ChaosMember {
  readonly room: ChaosRoom;
  readonly sights: Sight[] = [];
  readonly resumeMs: number[] = [];
  readonly failed: string[] = [];
  readonly #name: string;
  readonly #options: { readonly urls: readonly string[]; readonly token: string };
  #client: ChatClient;
  #turn = 0;
  #lostAt: number | undefined;
  welcomes = 0;
  recovered = 0;

  constructor(name: string, room: ChaosRoom, options: { readonly urls: readonly string[]; readonly token: string }) {
    this.#name = name;
    this.room = room;
    this.#options = options;
    this.#client = this.#open();
  }

  get position(): Position | undefined {
    return this.#client.position;
  }

  /** Online, with nothing left to say. */
  get isAtRest(): boolean {
    return this.#client.state.status === 'online' && this.#client.unsent().length === 0;
  }

  say(): void {
    const id = `${this.#name}-${String(this.#turn++).padStart(6, '0')}`;
    this.room.said.add(id);
    this.#client.say(`word ${this.#turn}`, { id });
  }

  /** Goes away; what is called after that brings the same person back, from where they were. */
  leave(): () => void {
    const { position } = this.#client;
    const outbox = this.#client.unsent();
    this.#client.close();
    this.#lostAt = undefined;
    return () => {
      this.#client = this.#open({ position, outbox });
    };
  }

  close(): void {
    this.#client.close();
  }

  #open(past: Pick<ConstructorParameters<typeof ChatClient>[0], 'position' | 'outbox'> = {}): ChatClient {
    const { urls, token } = this.#options;
    const client = new ChatClient({
      ...past,
      urls,
      room: this.room.name,
      token,
      // The socket of `ws` is lighter than Node's own.
      WebSocket: WebSocket as unknown as SocketClass,
    });
    client.on('welcome', ({ from, recovered }) => {
      this.#arrive(recovered);
      this.sights.push({ kind: 'start', at: from });
    });
    client.on('entry', (entry, at) => {
      if (entry.kind !== 'other') this.sights.push({ kind: 'entry', at, id: entry.id });
    });
    client.on('gap', ({ from, after }) => this.sights.push({ kind: 'gap', at: from, after }));
    client.on('sent', ({ id, position }) => this.room.accepted.set(id, position));
    client.on('failed', (_id, { code, fault }) => this.failed.push(fault?.code ?? code));
    client.on('state', ({ status }) => {
      if (status !== 'online' && status !== 'closed' && this.welcomes > 0) this.#lostAt ??= performance.now();
    });
    return client;
  }

  #arrive(recovered: boolean): void {
    if (this.welcomes++ > 0 && recovered) this.recovered++;
    if (this.#lostAt !== undefined) this.resumeMs.push(performance.now() - this.#lostAt);
    this.#lostAt = undefined;
  }
}
