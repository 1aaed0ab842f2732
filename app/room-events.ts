import type { Context } from 'hono';
import {
  ChatFault,
  type Delivery,
  formatPosition,
  GAPS,
  type Identity,
  type Listener,
  type Position,
  parseRoomId,
  type Welcome,
} from '#chat';
import type { AppEnv } from './app-env.ts';
import { identifyBearer, identifyTicket } from './bearer.ts';
import { EventStream, encodeEvent } from './event-stream.ts';
import type { AppPorts } from './ports.ts';
import { parseAfter } from './query.ts';

/** How long a reader should wait before it comes back, in milliseconds. */
const RETRY_MS = 2_000;
/** The longest time that runtimes can wait (2^31 - 1 ms): a timer for longer fires at once. */
const MOST_WAIT_MS = 2_147_483_647;

const HEADERS = {
  'content-type': 'text/event-stream',
  // nginx would keep events back until its buffer is full.
  'x-accel-buffering': 'no',
};

/**
 * A room as server-sent events. Ids are positions, so a reader that comes back says by itself where it was. It is
 * nobody: it is not among the members. The stream ends when the token expires.
 *
 * @throws ChatFault `bad-room`, `bad-position`, `token-missing` and its kin, `leaving`, `unavailable`
 */
export async function openEvents(context: Context<AppEnv>, ports: AppPorts): Promise<Response> {
  const { req } = context;
  const room = parseRoomId(req.param('room') ?? '');
  const after = parseAfter(req.header('last-event-id') || req.query('after'));
  const identity = (await identifyTicket(context.req.query('ticket'), ports)) ?? (await identifyBearer(context, ports));
  const leftMs = identity.expiresAt - ports.clock.now();
  if (leftMs <= 0) throw new ChatFault('token-expired');
  // hono answers HEAD with a GET whose body nobody reads: nothing may begin that only a reader would end.
  if (req.method === 'HEAD') {
    await ports.guard.look(identity, room);
    return new Response(null, { headers: HEADERS });
  }

  const ends: Array<() => void> = [];
  const stream = new EventStream(ports.clock, () => {
    for (const end of ends.splice(0)) end();
  });
  const endWith = (end: () => void) => (stream.ended ? end() : ends.push(end));
  endWith(ports.clock.after(Math.min(leftMs, MOST_WAIT_MS), () => stream.end()));
  const { signal } = req.raw;
  const abort = () => stream.abandon();
  signal.addEventListener('abort', abort);
  endWith(() => signal.removeEventListener('abort', abort));
  if (signal.aborted) abort();
  try {
    if (ports.noteReader) endWith(ports.noteReader({ sendAway: (afterMs) => sendAway(stream, afterMs) }));
    const stay = await ports.guard.enter(identity, room, () => stream.end());
    endWith(() => stay.leave());
    if (ports.askOrdersMs !== undefined) endWith(askForOrders(identity, stream, ports, ports.askOrdersMs));
    const session = ports.newId();
    const { room: entered, leave } = await ports.rooms.enter(room);
    endWith(() => {
      entered.leave(session);
      leave();
    });
    const welcome = (told: Welcome) => stream.write(encodeWelcome(told, after));
    if (!stream.ended) await entered.join({ session, after, welcome, listener: listenerOf(stream) });
    if (stream.ended) entered.leave(session);
  } catch (error) {
    stream.abandon();
    throw error;
  }
  return new Response(stream.body, { headers: HEADERS });
}

/** A block with nothing but a time is no event: it only says how long to wait. */
function sendAway(stream: EventStream, afterMs: number): void {
  stream.write(`retry: ${afterMs}\n\n`);
  stream.end();
}

/** Asks from time to time whether something stands against the reader; what cannot be asked now is asked again. */
function askForOrders(identity: Identity, stream: EventStream, ports: AppPorts, everyMs: number): () => void {
  let cancel = () => {};
  const ask = async () => {
    await ports.guard.judge(identity).catch(({ code }: ChatFault) => code !== 'unavailable' && stream.end());
    if (!stream.ended) cancel = ports.clock.after(everyMs, ask);
  };
  cancel = ports.clock.after(everyMs, ask);
  return () => cancel();
}

/** Whoever comes back before the first entry continues from here; but a gap must be told before it is behind them. */
function encodeWelcome({ from, head, recovered, memberCount }: Welcome, after: Position | undefined): string {
  const data = JSON.stringify({ position: from, head, recovered, memberCount });
  const id = after === undefined || recovered ? formatPosition(from) : undefined;
  return `retry: ${RETRY_MS}\n${encodeEvent('welcome', data, id)}`;
}

/** The events of what a room hands out, made once for all of its readers. */
const EVENTS = new WeakMap<Delivery, string>();

function eventsOf(delivery: Delivery): string {
  const known = EVENTS.get(delivery);
  if (known !== undefined) return known;
  const { epoch, entries } = delivery.batch;
  const events = entries.map(({ offset, json }) => encodeEvent('entry', json, `${epoch}:${offset}`)).join('');
  EVENTS.set(delivery, events);
  return events;
}

function listenerOf(stream: EventStream): Listener {
  return {
    entries(delivery) {
      if (stream.full) return false;
      stream.write(eventsOf(delivery));
      return true;
    },
    whenReady: (task) => stream.whenRead(task),
    gap(gap) {
      const data = JSON.stringify({ ...gap, message: GAPS[gap.reason] });
      stream.write(encodeEvent('gap', data, formatPosition(gap.from)));
    },
    notice() {},
  };
}
