import { type Batch, ClockVirtual, type Position } from '#chat';
import { ChatClient } from '#client';
import { oneOf, randomSeeded } from './random-seeded.ts';
import type { Sight } from './sight.ts';
import { SimulatedPod } from './simulation-pod.ts';
import { type SimulatedSocket, simulatedSockets } from './simulation-socket.ts';
import { type Plant, SimulatedStore } from './simulation-store.ts';
import { type SimulatedLine, SimulatedWire } from './simulation-wire.ts';

const PODS = ['http://pod-0', 'http://pod-1'] as const;
const HOUR_SECONDS = 3_600;
const WAITS_MS = [1, 20, 200, 1_000, 6_000, 25_000] as const;

export interface SimulatedClient {
  readonly name: string;
  readonly sights: Sight[];
  client: ChatClient;
  turn: number;
}

/** Two processes, what they share, and some clients: everything that happens there is chosen by one seed. */
export class SimulatedWorld {
  readonly random: () => number;
  readonly clock = new ClockVirtual();
  readonly wire: SimulatedWire;
  readonly store: SimulatedStore;
  readonly clients: SimulatedClient[] = [];
  readonly accepted = new Map<string, Position>();
  readonly said = new Set<string>();
  readonly #pods: SimulatedPod[];
  readonly #sockets = new Set<SimulatedSocket>();
  readonly #kept: number;
  readonly #copying: SimulatedLine;
  #ids = 0;

  constructor(seed: number, plant?: Plant) {
    this.random = randomSeeded(seed);
    this.wire = new SimulatedWire(this.random);
    this.#copying = this.wire.line();
    this.#kept = oneOf([4, 8, 40], this.random);
    this.store = new SimulatedStore(this.#kept, plant);
    this.#pods = PODS.map((_, index) => this.#start(index));
    const clients = 2 + Math.floor(this.random() * 2);
    for (let index = 0; index < clients; index++) {
      const visitor: SimulatedClient = {
        name: `client-${index}`,
        sights: [],
        turn: 0,
        client: undefined as unknown as ChatClient,
      };
      visitor.client = this.#open(visitor);
      this.clients.push(visitor);
    }
  }

  /** One thing happens: most often the next thing of what is under way. When it is `quiet`, nobody says anything new. */
  step(quiet: boolean): void {
    const chance = this.random();
    if (chance < 0.85 && this.wire.step()) return;
    if (chance < 0.92) {
      if (!quiet) this.#say();
    } else if (chance < 0.95) this.clock.advance(oneOf(WAITS_MS, this.random));
    else this.#break();
  }

  /** Time goes on until something happens. */
  wait(): void {
    this.clock.advance(1_000);
  }

  /** Everybody is online, has nothing left to say, and is where the log is. */
  get isAtRest(): boolean {
    const { epoch, offset } = this.store.newest;
    return this.clients.every(({ client }) => {
      const { position, state } = client;
      return (
        state.status === 'online' &&
        client.unsent().length === 0 &&
        position?.epoch === epoch &&
        position.offset === offset
      );
    });
  }

  close(): void {
    for (const { client } of this.clients) client.close();
    for (const pod of this.#pods) pod.kill();
  }

  #say(): void {
    const visitor = oneOf(this.clients as [SimulatedClient, ...SimulatedClient[]], this.random);
    const id = `${visitor.name}-${visitor.turn++}`;
    this.said.add(id);
    visitor.client.say('word', { id });
  }

  #break(): void {
    const faults = [
      () => oneOf(this.#pods as [SimulatedPod, ...SimulatedPod[]], this.random).log.cut(),
      () => this.#replace((pod) => pod.kill()),
      () => this.#replace((pod) => pod.dismiss()),
      () => oneOf(this.#pods as [SimulatedPod, ...SimulatedPod[]], this.random).askToMove(this.random),
      () => this.#cutSocket(),
      () => this.#cutSocket(),
      () => this.#failover(),
      () => this.#failover(),
      () => this.store.trim(Math.floor(this.random() * 4)),
      () => this.#comeAgain(),
    ] as const;
    oneOf(faults, this.random)();
  }

  #start(index: number): SimulatedPod {
    const { clock, wire, store, random } = this;
    const publish = (batch: Batch) => {
      for (const pod of this.#pods) pod.log.hear(batch);
      const { head } = this.store;
      this.#copying.add(() => this.store.copy(head));
    };
    const retention = { entries: this.#kept, seconds: HOUR_SECONDS };
    return new SimulatedPod(
      `pod-${index}`,
      { clock, wire, store, retention, random, publish },
      () => `session-${++this.#ids}`,
    );
  }

  #replace(end: (pod: SimulatedPod) => void): void {
    const index = Math.floor(this.random() * PODS.length);
    const pod = this.#pods[index];
    if (pod) end(pod);
    this.#pods[index] = this.#start(index);
  }

  #cutSocket(): void {
    for (const socket of this.#sockets) if (socket.isOver) this.#sockets.delete(socket);
    const sockets = [...this.#sockets];
    sockets[Math.floor(this.random() * sockets.length)]?.cut();
  }

  #failover(): void {
    this.#copying.clear();
    this.store.failover();
    for (const pod of this.#pods) pod.log.cut();
  }

  /** Somebody goes away and is back at once, with what they had: as a page that is loaded again. */
  #comeAgain(): void {
    const visitor = oneOf(this.clients as [SimulatedClient, ...SimulatedClient[]], this.random);
    const { position } = visitor.client;
    const outbox = visitor.client.unsent();
    visitor.client.close();
    visitor.client = this.#open(visitor, { position, outbox });
  }

  #open(
    visitor: SimulatedClient,
    past: Pick<ConstructorParameters<typeof ChatClient>[0], 'position' | 'outbox'> = {},
  ): ChatClient {
    const host = {
      open: (url: string, ...rest: [never, never]) => this.#pods[Number(/pod-(\d)/.exec(url)?.[1])]?.open(url, ...rest),
    };
    const client = new ChatClient({
      ...past,
      urls: this.random() < 0.5 ? PODS : PODS.toReversed(),
      room: 'lobby',
      token: visitor.name,
      clock: this.clock,
      random: this.random,
      WebSocket: simulatedSockets(this.wire, host as never, (socket) => this.#sockets.add(socket)),
    });
    const { sights } = visitor;
    client.on('welcome', ({ from }) => sights.push({ kind: 'start', at: from }));
    client.on('gap', ({ from, after }) => sights.push({ kind: 'gap', at: from, after }));
    client.on('entry', (entry, at) => {
      if (entry.kind !== 'other') sights.push({ kind: 'entry', at, id: entry.id });
    });
    client.on('sent', ({ id, position }) => this.accepted.set(id, position));
    return client;
  }
}
