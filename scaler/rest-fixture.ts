import { SignJWT } from 'jose';
import { jwtVerifier } from './caller.ts';
import type { AuthConfig } from './config.ts';
import { decide } from './decision-record.ts';
import { lastDecision, type WrittenDecision } from './decision-row.ts';
import { EventBook } from './event-book.ts';
import { LedgerChained } from './ledger-chained.ts';
import type { LogFields, LogLevel } from './logger.ts';
import { foreseen, metricOf, NOON, planInput } from './plan-fixture.ts';
import type { PlanInput } from './plan-input.ts';
import { PushedInbox } from './pushed-inbox.ts';
import type { AboutWorkload, AnsweredRequest, RestPorts } from './rest-ports.ts';
import type { Role } from './rest-roles.ts';
import { startRestServer } from './rest-server.ts';
import { RowKeeperMemory } from './row-keeper-memory.ts';
import { SeriesStoreMemory } from './series-store-memory.ts';
import { snapshotOf } from './snapshot-fixture.ts';
import { SnapshotStoreMemory } from './snapshot-store-memory.ts';
import { DEFAULT_FRESHNESS } from './stale-ladder.ts';

const SECRET = 'a secret of a test that is long enough';

export const AUTH: AuthConfig = {
  secret: SECRET,
  jwksUrl: undefined,
  issuer: 'breakwater',
  audience: 'breakwater-scaler',
  openReading: false,
};

/** A line of the log. */
export interface LogLine {
  readonly level: LogLevel;
  readonly event: string;
  readonly fields: LogFields | undefined;
}

export interface Asked {
  readonly method?: string;
  /** A token with this role; null: without a token. A viewer unless told. */
  readonly role?: Role | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const METRICS = [
  { name: 'connections', kind: 'prometheus', capacityPerPod: 100 },
  { name: 'orders', kind: 'pushed', capacityPerPod: 5 },
] as const;

function about(namespace: string, name: string): AboutWorkload {
  const key = `${namespace}/${name}`;
  return { key, name, namespace, stepSeconds: 60, model: 'ensemble', challenger: undefined, metrics: METRICS };
}

/** A decision as the ledger keeps it: 4 pods needed now, an hour foreseen that needs 6. */
export function madeDecision(over: Partial<PlanInput> = {}): WrittenDecision {
  const forecast = foreseen(
    Array.from({ length: 90 }, (_, minute) => 400 + minute * 2),
    over.at ?? NOON,
  );
  const metrics = [metricOf({ value: 400, forecast }), metricOf({ name: 'orders', value: null, capacityPerPod: 5 })];
  const { policy: _policy, ...rest } = over;
  const record = decide(planInput({ metrics, current: 4, ...rest }));
  return { ...record, mode: 'full', told: record.decision.desired, reactive: { desired: 4, reason: '4 pods: now' } };
}

/** A REST API on a free port of this machine, with everything behind it in memory; it is noon on a Friday. */
export async function restScene(over: Partial<RestPorts> = {}, keeper = new RowKeeperMemory()) {
  const lines: LogLine[] = [];
  const answered: AnsweredRequest[] = [];
  const clock = { now: NOON };
  const now = () => clock.now;
  const logger = {
    log: (level: LogLevel, event: string, fields?: LogFields) => void lines.push({ level, event, fields }),
  };
  const ledger = new LedgerChained(keeper, logger);
  const snapshots = new SnapshotStoreMemory();
  const series = new SeriesStoreMemory();
  const inbox = new PushedInbox({ now });
  inbox.declare('shop/chat', 'orders');
  await snapshots.put(snapshotOf({ decidedAt: NOON, mode: 'full' }));
  await ledger.append({ kind: 'decision', at: NOON, workload: 'shop/chat', data: madeDecision() });
  let ids = 0;
  const ports: RestPorts = {
    workloads: () => [about('shop', 'web'), about('shop', 'chat'), about('bank', 'chat')],
    snapshots,
    decision: (workload) => lastDecision(ledger, workload),
    series,
    inbox,
    ledger,
    events: await EventBook.open({ ledger, log: logger, now }),
    checks: { ledger: async () => {} },
    verifier: jwtVerifier(AUTH, now),
    openReading: false,
    rate: { perMinute: 600, burst: 200 },
    freshness: DEFAULT_FRESHNESS,
    logger,
    newId: () => `made-id-${++ids}`,
    now,
    answered: (request) => void answered.push(request),
    ...over,
  };
  const server = await startRestServer({ host: '127.0.0.1', port: 0 }, ports);
  const base = `http://127.0.0.1:${server.port}`;
  const ask = async (path: string, { method, role = 'viewer', body, headers = {} }: Asked = {}): Promise<Response> => {
    const token = role === null ? {} : { authorization: `Bearer ${await tokenOf([role], now())}` };
    const sent = body === undefined ? {} : { 'content-type': 'application/json' };
    return fetch(base + path, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: { ...token, ...sent, ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  };
  return {
    ...ports,
    series,
    keeper,
    clock,
    lines,
    requests: answered,
    base,
    port: server.port,
    ask,
    close: () => server.close(),
  };
}

/** A token of an hour. A claim that is given replaces the usual one; one that is undefined is left out. */
export function tokenOf(
  roles: readonly string[],
  at: number,
  claims: Readonly<Record<string, unknown>> = {},
  secret = SECRET,
): Promise<string> {
  const iat = Math.floor(at / 1000);
  const usual = { iss: AUTH.issuer, aud: AUTH.audience, sub: `a-${roles[0]}`, iat, exp: iat + 3600, roles };
  const payload = Object.fromEntries(
    Object.entries({ ...usual, ...claims }).filter(([, value]) => value !== undefined),
  );
  return new SignJWT(payload).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret));
}
