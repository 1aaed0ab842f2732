import { DurableObject } from 'cloudflare:workers';
import {
  type AnalyticsAnswer,
  AnalyticsHistory,
  type AnalyticsMetric,
  type AnalyticsQuery,
  type CountReport,
} from '#app';
import type { RoomId } from '#chat';
import { type Answer, answerOf } from './answer.ts';
import type { Env } from './env.ts';
import { SqlDriverDurable } from './sql-driver-durable.ts';

/** The name of the one object. */
export const ANALYTICS_NAME = 'analytics';

const MINUTE_MS = 60_000;
/** A minute ends so long after it is over: what was counted in its last seconds is still on its way. */
const GRACE_MS = 2_000;
/** A room that has sockets and said nothing for so long is asked: it sleeps, or is gone. A few at a time. */
const SILENT_MS = 10 * MINUTE_MS;
const MOST_ASKED = 50;

/**
 * The one object at the edge that knows how much is going on: rooms and isolates report their counts to it. It ends
 * minutes and hours, says what comes, and keeps both.
 */
export class AnalyticsObject extends DurableObject<Env> {
  readonly #history: AnalyticsHistory;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#history = new AnalyticsHistory(new SqlDriverDurable(ctx.storage), 'edge');
  }

  async report(report: CountReport): Promise<void> {
    this.#history.report(report, Date.now());
    await this.#watch();
  }

  read(metric: AnalyticsMetric, query: AnalyticsQuery): Promise<Answer<AnalyticsAnswer>> {
    return answerOf(this.#watch().then(() => this.#history.read(metric, query)));
  }

  override async alarm(): Promise<void> {
    const now = Date.now();
    await this.ctx.storage.setAlarm(nextMinute(now));
    this.#history.endMinutes(now);
    await this.#ask(now);
  }

  async #watch(): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(nextMinute(Date.now()));
  }

  /** Rooms that sleep say nothing, and those that are gone neither. */
  async #ask(now: number): Promise<void> {
    const silent = this.#history.silentSince(now - SILENT_MS, MOST_ASKED).filter((name) => name.startsWith('room:'));
    const rooms = silent.map((name) => this.env.ROOMS.getByName(name.slice('room:'.length) as RoomId));
    const answers = await Promise.allSettled(rooms.map((room) => room.counts()));
    for (const answer of answers) if (answer.status === 'fulfilled') this.#history.report(answer.value, Date.now());
  }
}

function nextMinute(now: number): number {
  return (Math.floor(now / MINUTE_MS) + 1) * MINUTE_MS + GRACE_MS;
}
