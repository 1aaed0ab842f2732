import { SignJWT } from 'jose';
import {
  ChatFault,
  type Clock,
  ControlMemory,
  Guard,
  type Meter,
  type MetricLabels,
  OnceStoreMemory,
  PresenceMemory,
  RateLimiterMemory,
  RoomDirectory,
  RoomLogMemory,
} from '#chat';
import { AuthenticatorJwt } from './authenticator-jwt.ts';
import { GuestsJwt } from './guests-jwt.ts';
import type { LogFields, LogLevel } from './logger.ts';
import type { AppPorts, Settings, Upgrade } from './ports.ts';

/** What the tests of this folder begin with. */
export const SECRET = 'a secret for tests that is long enough';
export const ISSUER = 'https://issuer.example';
export const AUDIENCE = 'breakwater';

/** Time that goes on only when a test says so. */
export class ClockManual implements Clock {
  #now = Date.UTC(2026, 10, 21);
  readonly #tasks = new Set<{ readonly at: number; readonly task: () => void }>();

  now(): number {
    return this.#now;
  }

  after(ms: number, task: () => void): () => void {
    const planned = { at: this.#now + ms, task };
    this.#tasks.add(planned);
    return () => this.#tasks.delete(planned);
  }

  /** How many tasks wait. */
  get waiting(): number {
    return this.#tasks.size;
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = [...this.#tasks].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#tasks.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.task();
    }
    this.#now = end;
  }
}

/** A meter that remembers, as `name{label="value"}`. */
export class MeterListening implements Meter {
  readonly counts = new Map<string, number>();

  add(metric: string, amount = 1, labels: MetricLabels = {}): void {
    const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
    const key = pairs.length > 0 ? `${metric}{${pairs.join(',')}}` : metric;
    this.counts.set(key, (this.counts.get(key) ?? 0) + amount);
  }

  set(): void {}

  observe(metric: string, _value: number, labels: MetricLabels = {}): void {
    this.add(metric, 1, labels);
  }
}

export interface LogLine extends LogFields {
  readonly level: LogLevel;
  readonly event: string;
}

/** Ports over keepers in memory, and what was counted, logged and upgraded. */
export interface TestPorts extends AppPorts {
  readonly clock: ClockManual;
  readonly meter: MeterListening;
  readonly lines: LogLine[];
  readonly upgrades: Upgrade[];
  readonly rooms: RoomDirectory;
}

export function testPorts(more: Partial<Omit<AppPorts, 'rooms'>> = {}, settings: Partial<Settings> = {}): TestPorts {
  const clock = new ClockManual();
  const meter = new MeterListening();
  const retention = { entries: 300, seconds: 300 };
  let made = 0;
  let epochs = 0;
  const newId = () => `id-${String(++made).padStart(8, '0')}`;
  const log = more.log ?? new RoomLogMemory({ clock, retention, newEpoch: () => `e${++epochs}` });
  const presence = new PresenceMemory();
  const rules = { issuer: ISSUER, audience: AUDIENCE };
  const lines: LogLine[] = [];
  const upgrades: Upgrade[] = [];
  const limiter = more.limiter ?? new RateLimiterMemory(clock);
  const control = more.control ?? new ControlMemory(clock);
  return {
    settings: { place: { name: 'pod-1', keeper: 'memory', elsewhere: [] }, allowedOrigins: [], ...settings },
    rooms: new RoomDirectory({ log, presence, clock, meter, retention }),
    log,
    presence,
    limiter,
    control,
    guard: new Guard({ control, limiter, clock, rules: {} }),
    once: new OnceStoreMemory(clock),
    authenticator: new AuthenticatorJwt({ ...rules, secrets: [SECRET] }, clock),
    guests: new GuestsJwt({ ...rules, secret: SECRET }, clock, newId),
    logger: { log: (level, event, fields) => lines.push({ level, event, ...fields }) },
    newId,
    upgrade: (_context, upgrade) => {
      upgrades.push(upgrade);
      return new Response(null, { status: 200 });
    },
    checks: {},
    analytics: { read: () => Promise.reject(new ChatFault('unavailable')) },
    addressOf: () => '192.0.2.1',
    ...more,
    clock,
    meter,
    lines,
    upgrades,
  };
}

/** A token as the issuer of these tests signs it, good for an hour, changed as the test needs it. */
export function signToken(clock: Clock, claims: Record<string, unknown> = {}, secret = SECRET): Promise<string> {
  const iat = Math.floor(clock.now() / 1000);
  const usual = { sub: 'ada', name: 'Ada', iss: ISSUER, aud: AUDIENCE, iat, exp: iat + 3600 };
  const payload = Object.fromEntries(
    Object.entries({ ...usual, ...claims }).filter(([, value]) => value !== undefined),
  );
  return new SignJWT(payload).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret));
}

/** Headers of a request from somebody with a token. */
export async function bearer(clock: Clock, claims?: Record<string, unknown>): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await signToken(clock, claims)}` };
}

export interface ReadEvent {
  readonly event: string;
  readonly id?: string;
  readonly data: string;
}

/** Reads a stream of events as a browser does: fields, blank lines, comments. */
export class EventReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  readonly #events: ReadEvent[] = [];
  #rest = '';
  comments = 0;
  retry: number | undefined;

  constructor(response: Response) {
    if (!response.body) throw new Error('The response has no body');
    this.#reader = response.body.getReader();
  }

  /** The next event; `undefined` when the stream has ended. */
  async next(): Promise<ReadEvent | undefined> {
    while (this.#events.length === 0) if (!(await this.more())) return undefined;
    return this.#events.shift();
  }

  /** As many events. */
  async take(count: number): Promise<ReadEvent[]> {
    const taken: ReadEvent[] = [];
    while (taken.length < count) {
      const event = await this.next();
      if (event === undefined) throw new Error(`The stream ended after ${JSON.stringify(taken)}`);
      taken.push(event);
    }
    return taken;
  }

  /** Reads one piece; whether there was one. */
  async more(): Promise<boolean> {
    const { done, value } = await this.#reader.read();
    if (done) return false;
    const blocks = (this.#rest + this.#decoder.decode(value, { stream: true })).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    for (const block of blocks) this.#read(block);
    return true;
  }

  cancel(): Promise<void> {
    return this.#reader.cancel();
  }

  #read(block: string): void {
    const fields: Record<string, string> = {};
    for (const line of block.split('\n')) {
      const [, name = '', value = ''] = /^([^:]*): ?(.*)$/s.exec(line) ?? [];
      if (name === '') this.comments++;
      else if (name === 'retry') this.retry = Number(value);
      else fields[name] = value;
    }
    const { event, id, data } = fields;
    if (event !== undefined && data !== undefined) this.#events.push({ event, data, ...(id !== undefined && { id }) });
  }
}
