import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What each answer of the source is made with. */
interface Asked {
  /** The number in the query. */
  readonly workload: number;
  readonly at: number;
}

/** Something that answers as Prometheus' range API does, until it is told to hang. */
export interface Source {
  readonly url: string;
  /** From now on it takes questions and answers none. */
  hang(): void;
  /** Questions that wait for an answer that does not come. */
  waiting(): number;
  /** What it answers for a workload from now on, instead of its own load. */
  pin(workload: number, value: number): void;
  /** Called when a question came. */
  onAsked: ((asked: Asked) => void) | undefined;
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;

/**
 * A day with a wave, a peak and noise, another for each workload.
 *
 * @example
 * loadOf(3, 0) === loadOf(3, 0) // => true
 */
export function loadOf(workload: number, at: number): number {
  const hour = ((at + workload * 60_000) % DAY_MS) / 3_600_000;
  const peak = hour >= 12.5 && hour < 13.5 ? 1_000 : 0;
  const noise = 40 * Math.sin(at / 7_919 + workload) * Math.sin(at / 104_729);
  return 500 + peak + 100 * Math.sin((2 * Math.PI * at) / DAY_MS) + noise;
}

export async function startSource(): Promise<Source> {
  const hanging = new Set<ServerResponse>();
  const pinned = new Map<number, number>();
  let hangs = false;
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await textOf(request));
    const workload = Number(/\d+/.exec(form.get('query') ?? '')?.[0] ?? 0);
    if (hangs) {
      hanging.add(response);
      response.once('close', () => hanging.delete(response));
      return;
    }
    source.onAsked?.({ workload, at: performance.now() });
    const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(form.get(name))) as [
      number,
      number,
      number,
    ];
    const values: [number, string][] = [];
    const fixed = pinned.get(workload);
    for (let at = start; at <= end; at += step) values.push([at, String(fixed ?? loadOf(workload, at * 1000))]);
    response.setHeader('content-type', 'application/json');
    const result = [{ metric: {}, values }];
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }));
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const source: Source = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hang: () => {
      hangs = true;
    },
    waiting: () => hanging.size,
    pin: (workload, value) => void pinned.set(workload, value),
    onAsked: undefined,
    close: () => {
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
  return source;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
