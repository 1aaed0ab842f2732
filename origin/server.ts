import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import {
  type AppPorts,
  addressKey,
  CountingMeter,
  clientAddress,
  createApp,
  createAuthenticator,
  createGuests,
  createSocketDoor,
  type Logger,
} from '#app';
import { Anteroom, DURABILITIES, Guard, RoomDirectory } from '#chat';
import { Admission } from './admission.ts';
import { openAnalytics } from './analytics-pod.ts';
import { createAssets } from './assets.ts';
import { CLOCK_NODE } from './clock-node.ts';
import type { Config } from './config.ts';
import { Departure } from './departure.ts';
import { FAREWELL, type Farewell } from './drain.ts';
import { openEntrances } from './entrances.ts';
import { EventReaders } from './event-readers.ts';
import type { HeartbeatTimes } from './heartbeat.ts';
import { hmacCheckNode } from './hmac-check-node.ts';
import { openKeeper } from './keeper.ts';
import { LogWatch } from './log-watch.ts';
import { createLoggerPino } from './logger-pino.ts';
import { MeterPrometheus } from './meter-prometheus.ts';
import { startMetricsServer } from './metrics-server.ts';
import { Rebalancer, ROUND_MS } from './rebalancer.ts';
import { Requests } from './requests.ts';
import { Sockets } from './sockets.ts';
import { Upgrades } from './upgrades.ts';

/** A running pod. */
export interface Pod {
  readonly url: string;
  readonly metricsUrl: string;
  /** Leaves: sends clients elsewhere, lets answers finish, closes everything that was opened. Safe to call twice. */
  close(): Promise<void>;
}

/** What tests and the dev command give a pod in place of what it makes itself. */
export interface PodParts {
  readonly logger?: Logger;
  readonly farewell?: Farewell;
  readonly heartbeat?: HeartbeatTimes;
  /** How often the pod compares itself with the others, in milliseconds. */
  readonly roundMs?: number;
  /** The folder of the built page. */
  readonly assetsFolder?: string;
}

/** Slow or half-open requests end (milliseconds): Node's own defaults hold a connection for minutes. */
const SERVER_OPTIONS = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 5_000,
  shouldUpgradeCallback: (request: IncomingMessage) => request.headers.upgrade?.toLowerCase() === 'websocket',
};

/**
 * Starts a pod: its keeper, its metrics port, its public port. What was opened is closed again when something fails.
 *
 * @throws CannotStart `data`, `port`
 */
export async function startPod(config: Config, parts: PodParts = {}): Promise<Pod> {
  const logger = parts.logger ?? createLoggerPino(config.logLevel);
  const stops: Array<() => Promise<void> | void> = [];
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    const { place } = config;
    const clock = CLOCK_NODE;
    const prometheus = new MeterPrometheus();
    const meter = new CountingMeter(prometheus);
    const keeper = await openKeeper(config.keeper, config.retention, {
      clock,
      meter,
      place,
      replicas: config.replicas,
    });
    stops.push(keeper.close);
    const analytics = await openAnalytics({
      driver: keeper.driver,
      counts: () => meter.counts,
      clock,
      place,
      prometheusUrl: config.prometheusUrl,
    });
    stops.push(() => analytics.close());
    const rooms = new RoomDirectory({
      ...keeper,
      clock,
      meter,
      retention: config.retention,
      messageRate: config.messageRate,
    });
    stops.push(() => rooms.close());

    const authenticator = createAuthenticator(config.auth, clock, undefined, hmacCheckNode);
    const guard = new Guard({ ...keeper, clock, rules: config.guard });
    stops.push(() => guard.close());
    const session = {
      rooms,
      authenticator,
      guard,
      anteroom: new Anteroom(config.anteroom),
      clock,
      meter,
      newId: randomUUID,
      place,
      shownEarly: DURABILITIES[keeper.durability].shownEarly,
    };
    const farewell = parts.farewell ?? { ...FAREWELL, perSecond: config.drainPerSecond };
    const sockets = new Sockets(session, farewell, parts.heartbeat);
    const admission = new Admission(config.admission, { clock, meter });
    const readers = new EventReaders(admission, clock, farewell);
    const departure = new Departure(admission, sockets, readers, logger);
    const upgrades = new Upgrades(sockets, admission);
    stops.push(() => upgrades.close());
    const metrics = await startMetricsServer(prometheus.registry, config.metricsHost, config.metricsPort, {
      token: config.controlToken,
      status: () => ({ place, ...departure.status }),
      drain: () => departure.drain(),
      closeToNewcomers: () => departure.closeToNewcomers(),
      reopen: () => departure.reopen(),
    });
    stops.push(metrics.close);
    const addressOf = (incoming: IncomingMessage) => {
      const forwarded = incoming.headersDistinct['x-forwarded-for']?.join(', ');
      return addressKey(clientAddress(incoming.socket.remoteAddress ?? '', forwarded, config.trustedProxies));
    };
    const ports: AppPorts = {
      ...keeper,
      ...session,
      settings: {
        place: { name: place, keeper: config.keeper.name, elsewhere: config.elsewhere, signIn: config.signIn },
        allowedOrigins: config.allowedOrigins,
        connectRate: config.connectRate,
        messageRate: config.messageRate,
      },
      logger,
      analytics,
      scaler: config.scaler,
      guests: createGuests(config.auth, clock, randomUUID),
      upgrade: (context, upgrade) => upgrades.decide(context, upgrade),
      noteReader: (reading) => readers.enter(reading),
      checks: {
        log: keeper.check,
        [`durability:${keeper.durability}`]: keeper.checkDurability,
        staying: async () => departure.check(),
      },
      assets: createAssets(parts.assetsFolder),
      addressOf: ({ env }) => addressOf((env as { incoming: IncomingMessage }).incoming),
    };
    const app = createApp(ports);

    const server = createAdaptorServer({
      fetch: (request, env) => app.fetch(request, env),
      serverOptions: SERVER_OPTIONS,
    }) as Server;
    const requests = new Requests(server);
    const fetch = (request: Request, env: object) => app.fetch(request, env);
    const door = { fetch, knock: createSocketDoor(ports), addressOf };
    server.on('upgrade', (incoming, stream, head) => upgrades.answer(incoming, stream, head, door));
    stops.push(
      () => requests.close(),
      () => departure.leave(),
    );
    const entrances = await openEntrances(server, config.host, config.port, 'PORT');
    requests.comeBy(entrances);
    const { url } = entrances;
    logger.log('info', 'listening', { url, metricsUrl: metrics.url, place, keeper: config.keeper.name });
    const watch = new LogWatch({ check: keeper.check, clock, logger });
    stops.push(() => watch.stop());

    if (keeper.loads) {
      const rebalancer = new Rebalancer({
        process: randomUUID(),
        board: keeper.loads,
        load: () => (admission.state === 'open' ? sockets.size : undefined),
        invite: (count, spreadMs) => sockets.invite(count, spreadMs),
        sheds: config.rebalance,
        roundMs: parts.roundMs ?? ROUND_MS,
        clock,
        meter,
      });
      stops.push(() => rebalancer.stop());
    }

    let closed: Promise<void> | undefined;
    const close = async () => {
      await stopAll();
      logger.log('info', 'closed');
    };
    return {
      url,
      metricsUrl: metrics.url,
      close() {
        closed ??= close();
        return closed;
      },
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}
