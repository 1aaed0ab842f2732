/**
 * The generator of `npm run bench:fanout`, as a process of its own: it does what its parent asks for, one thing after
 * the other, and answers each.
 */
import { Crowd } from './fanout-crowd.ts';
import { DIALECTS, type DialectName, type Person } from './fanout-dialect.ts';
import { type LoadLatency, offer, type Saturation, saturate, type Watched } from './fanout-load.ts';

export type Ask =
  | {
      readonly what: 'enter';
      readonly dialect: DialectName;
      readonly people: readonly Person[];
      /** Ports of this machine; people are spread over them in turn. */
      readonly ports: readonly number[];
    }
  | {
      readonly what: 'saturate';
      readonly load: { readonly people: number; readonly window: number; readonly warmMs: number; readonly ms: number };
      readonly watched: Watched;
    }
  | {
      readonly what: 'offer';
      readonly load: { readonly people: number; readonly perSecond: number; readonly ms: number };
      readonly watched: Watched;
    }
  | { readonly what: 'leave' };

export type Answer =
  | { readonly what: 'enter'; readonly seconds: number }
  | { readonly what: 'saturate'; readonly result: Saturation }
  | { readonly what: 'offer'; readonly result: LoadLatency }
  | { readonly what: 'leave'; readonly lost: number; readonly refused: number; readonly complaints: readonly string[] }
  | { readonly what: 'fault'; readonly message: string };

/**
 * Sockets from one address: the kernel has some 28,000 ports for each. The first ones have no address of their own: a port
 * that is bound to one is lost to everybody else on the machine.
 */
const PORTS_PER_ADDRESS = 20_000;

const crowd = new Crowd();

async function answer(ask: Ask): Promise<Answer> {
  switch (ask.what) {
    case 'enter': {
      const { ports, people, dialect } = ask;
      const start = performance.now();
      await crowd.enter(people, (index) => routeOf(ports, index), DIALECTS[dialect]);
      return { what: 'enter', seconds: (performance.now() - start) / 1000 };
    }
    case 'saturate':
      return { what: 'saturate', result: await saturate(crowd, ask.load, ask.watched) };
    case 'offer':
      return { what: 'offer', result: await offer(crowd, ask.load, ask.watched) };
    case 'leave': {
      crowd.leave();
      const { lost, refused, complaints } = crowd;
      return { what: 'leave', lost, refused, complaints };
    }
  }
}

function routeOf(ports: readonly number[], index: number) {
  const route = { host: '127.0.0.1', port: ports[index % ports.length] ?? 0 };
  const address = Math.floor(index / PORTS_PER_ADDRESS);
  return address === 0 ? route : { ...route, localAddress: `127.0.0.${1 + address}` };
}

process.on('message', (ask: Ask) => {
  answer(ask)
    .catch(
      (error: unknown): Answer => ({ what: 'fault', message: error instanceof Error ? error.message : `${error}` }),
    )
    .then((said) => process.send?.(said));
});
process.on('disconnect', end);
process.on('SIGTERM', end);

function end(): void {
  crowd.leave();
  process.exit(0);
}
