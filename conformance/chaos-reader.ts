import { setTimeout as pause } from 'node:timers/promises';
import { type Position, parsePosition } from '#chat';
import type { ChaosRoom } from './chaos-member.ts';
import { EventReader } from './event-reader.ts';
import type { Sight } from './sight.ts';

const ANSWER_MS = 5_000;
const AGAIN_MS = 250;
const ASK_EVERY_MS = 400;

interface Slice {
  readonly epoch: string;
  readonly head: number;
  readonly position: Position;
  readonly entries: ReadonlyArray<{ readonly id: string; readonly offset: number }>;
  readonly gap?: { readonly after: Position; readonly from: Position };
}

/** Somebody who only reads, over HTTP: as a stream of events, or by asking again and again. From any place, by one position. */
export class ChaosReader {
  readonly room: ChaosRoom;
  readonly sights: Sight[] = [];
  readonly #urls: readonly string[];
  readonly #headers: Record<string, string>;
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;
  #tries = 0;
  position: Position | undefined;

  constructor(room: ChaosRoom, way: 'events' | 'asking', options: { urls: readonly string[]; token: string }) {
    this.room = room;
    this.#urls = options.urls;
    this.#headers = { authorization: `Bearer ${options.token}` };
    this.#done = this.#run(way === 'events' ? () => this.#listen() : () => this.#ask());
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  async #run(visit: () => Promise<void>): Promise<void> {
    while (!this.#stop.signal.aborted) {
      // A place that fails is left for the next.
      await visit().catch(() => this.#tries++);
      await pause(AGAIN_MS, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
  }

  #address(what: string): string {
    return `${this.#urls[this.#tries % this.#urls.length]}/api/rooms/${this.room.name}/${what}`;
  }

  async #ask(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const after = this.position ? `?after=${this.position.epoch}:${this.position.offset}` : '';
      const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(ANSWER_MS)]);
      const response = await fetch(this.#address(`messages${after}`), { headers: this.#headers, signal });
      if (!response.ok) throw new Error(`Answered ${response.status}`);
      this.#read((await response.json()) as Slice);
      await pause(ASK_EVERY_MS, undefined, { signal: this.#stop.signal });
    }
  }

  #read({ epoch, position, entries, gap }: Slice): void {
    const first = (entries[0]?.offset ?? position.offset + 1) - 1;
    if (this.position === undefined) this.sights.push({ kind: 'start', at: { epoch, offset: first } });
    if (gap) this.sights.push({ kind: 'gap', at: gap.from, after: gap.after });
    for (const { id, offset } of entries) this.sights.push({ kind: 'entry', at: { epoch, offset }, id });
    this.position = position;
  }

  async #listen(): Promise<void> {
    const visit = new AbortController();
    const timer = setTimeout(() => visit.abort(), ANSWER_MS);
    const last = this.position && { 'last-event-id': `${this.position.epoch}:${this.position.offset}` };
    try {
      const signal = AbortSignal.any([this.#stop.signal, visit.signal]);
      const response = await fetch(this.#address('events'), { headers: { ...this.#headers, ...last }, signal });
      if (!response.ok) throw new Error(`Answered ${response.status}`);
      clearTimeout(timer);
      const events = new EventReader(response);
      for (let next = await events.next(); next; next = await events.next()) this.#take(next);
      // It was ended from there, as by one that leaves.
      this.#tries++;
    } finally {
      clearTimeout(timer);
      visit.abort();
    }
  }

  #take({ event, id, data }: { readonly event: string; readonly id: string | undefined; readonly data: string }): void {
    const told = JSON.parse(data) as { position: Position; id: string; from: Position; after: Position };
    if (event === 'welcome') this.sights.push({ kind: 'start', at: told.position });
    else if (event === 'gap') this.sights.push({ kind: 'gap', at: told.from, after: told.after });
    else if (event === 'entry' && id !== undefined)
      this.sights.push({ kind: 'entry', at: parsePosition(id), id: told.id });
    if (id !== undefined) this.position = parsePosition(id);
  }
}
