import { WebSocket } from 'ws';
import { eventually, within } from './patience.ts';
import type { RunningPlace } from './place-process.ts';

/** Node listens for an inspector at a free port of this machine, and says where. */
export const INSPECTED = ['--inspect=127.0.0.1:0'];

/** A look into a process that was started with `INSPECTED`: what a heap holds after everything was collected, what still runs. */
export class Inspector {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (result: Record<string, unknown>) => void>();
  #asked = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => {
      const { id, result } = JSON.parse(data.toString()) as { id?: number; result?: Record<string, unknown> };
      if (id !== undefined) this.#waiting.get(id)?.(result ?? {});
    });
  }

  static async open(place: RunningPlace): Promise<Inspector> {
    const url = await eventually(() => /ws:\/\/127\.0\.0\.1:\S+/.exec(place.logs())?.[0], 'the address to inspect at');
    const socket = new WebSocket(url);
    await within(new Promise((resolve) => socket.once('open', resolve)), 'the inspector');
    return new Inspector(socket);
  }

  /** The bytes of the heap that something still holds. */
  async heldBytes(): Promise<number> {
    await this.#ask('HeapProfiler.collectGarbage');
    await this.#ask('HeapProfiler.collectGarbage');
    return Number((await this.#ask('Runtime.getHeapUsage')).usedSize);
  }

  /** What keeps the process busy, by kind and number: timers, sockets. */
  async resources(): Promise<ReadonlyMap<string, number>> {
    const expression = 'JSON.stringify(process.getActiveResourcesInfo())';
    const { result } = await this.#ask('Runtime.evaluate', { expression });
    const kinds = JSON.parse(String((result as { value?: unknown }).value)) as string[];
    const counts = new Map<string, number>();
    for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return counts;
  }

  close(): void {
    this.#socket.terminate();
  }

  #ask(method: string, params: object = {}): Promise<Record<string, unknown>> {
    const id = ++this.#asked;
    const answered = new Promise<Record<string, unknown>>((resolve) => this.#waiting.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    return within(answered, method, 60_000).finally(() => this.#waiting.delete(id));
  }
}
