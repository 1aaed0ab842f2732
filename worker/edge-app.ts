import type { Context, Hono } from 'hono';
import { addressKey, type Check, createApp, createAuthenticator, createGuests, type Upgrade } from '#app';
import { ChatFault, Guard, type Meter, RateLimiterFallback, RateLimiterMemory } from '#chat';
import { AnalyticsView } from './analytics-view.ts';
import { takeAnswer } from './answer.ts';
import { CLOCK_EDGE } from './clock-edge.ts';
import type { EdgeConfig } from './config.ts';
import { ControlView, OnceStoreObject } from './control-view.ts';
import type { Env } from './env.ts';
import { KEY_CACHE } from './key-cache.ts';
import { createLoggerJson } from './logger-json.ts';
import { PresenceObject } from './presence-object.ts';
import { RateLimiterPartition } from './rate-limiter-partition.ts';
import { RoomLogObject } from './room-log-object.ts';
import { UPGRADE_HEADER } from './room-object.ts';
import { RoomsPerRequest } from './rooms-per-request.ts';

/** A Worker is told nothing, so what holds against the reader of an event stream is asked for, in milliseconds. */
const ASK_ORDERS_MS = 700;

/**
 * The app with the edge's ports. They hold bindings and numbers only, nothing that waits: so one app serves every
 * request of an isolate.
 */
export function createEdgeApp(config: EdgeConfig, env: Env, meter: Meter): Hono<never> {
  const { place, redis, retention } = config;
  const log = new RoomLogObject(env.ROOMS);
  const presence = new PresenceObject(env.ROOMS);
  const clock = CLOCK_EDGE;
  const together = new RateLimiterPartition(env.PARTITION_OBJECTS, config.partitions);
  const limiter = new RateLimiterFallback(together, new RateLimiterMemory(clock), config.replicas, clock);
  const control = new ControlView(env);
  const { ASSETS } = env;
  const app = createApp({
    settings: {
      place: { name: place, keeper: redis ? 'redis' : 'sqlite', elsewhere: config.elsewhere, signIn: config.signIn },
      allowedOrigins: config.allowedOrigins,
      connectRate: config.connectRate,
      messageRate: config.messageRate,
    },
    rooms: new RoomsPerRequest({ log, presence, clock, meter, retention }),
    log,
    presence,
    limiter,
    control,
    askOrdersMs: ASK_ORDERS_MS,
    guard: new Guard({ control, limiter, clock, rules: config.guard }),
    once: new OnceStoreObject(env),
    authenticator: createAuthenticator(config.auth, clock, KEY_CACHE),
    clock,
    meter,
    logger: createLoggerJson(config.logLevel),
    newId: () => crypto.randomUUID(),
    guests: createGuests(config.auth, clock, () => crypto.randomUUID()),
    upgrade: (context, upgrade) => forward(context, upgrade, env),
    checks: checks(config, env),
    analytics: new AnalyticsView(env),
    scaler: config.scaler,
    assets: ASSETS && ((context) => ASSETS.fetch(context.req.raw)),
    addressOf: (context) => addressKey(context.req.header('cf-connecting-ip') ?? ''),
  });
  return app as unknown as Hono<never>;
}

/** Hands the socket to the room's object, with what is known of it. A header of that name from outside is replaced. */
function forward(context: Context, upgrade: Upgrade, env: Env): Promise<Response> {
  const headers = new Headers(context.req.raw.headers);
  // The token was read; the object need not see it, and nobody may log it there.
  headers.delete('sec-websocket-protocol');
  headers.set(UPGRADE_HEADER, encodeURIComponent(JSON.stringify(upgrade)));
  // Without its query: a ticket was used, and the position is told beside it.
  const { origin, pathname } = new URL(context.req.raw.url);
  return env.ROOMS.getByName(upgrade.room).fetch(new Request(origin + pathname, { headers }));
}

function checks({ mode, originUrl, redis, durability }: EdgeConfig, env: Env): Record<string, Check> {
  const partition = () => env.PARTITION_OBJECTS.getByName('p0');
  return {
    ...(redis && {
      log: () => takeAnswer<void>(partition().check()),
      [`durability:${durability}`]: () => takeAnswer<string | undefined>(partition().checkDurability()),
    }),
    ...(originUrl !== undefined && { origin: () => askOrigin(originUrl, mode) }),
  };
}

/** Who absorbs is ready without the pods, and says that they are not. */
async function askOrigin(originUrl: string, mode: EdgeConfig['mode']): Promise<string | undefined> {
  const status = await fetch(`${originUrl}/ready`).then(
    async (response) => {
      await response.body?.cancel();
      return response.ok ? undefined : `they answer ${response.status}`;
    },
    () => 'they cannot be reached',
  );
  if (status === undefined) return undefined;
  if (mode === 'absorb') return `The edge serves everybody: of the pods, ${status}`;
  throw new ChatFault('unavailable', { found: `of the pods, ${status}` });
}
