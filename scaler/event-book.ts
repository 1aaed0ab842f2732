import { type BusinessEvent, type EventLift, type Series, timeAt } from '#forecast-lib';
import { type ActiveEvent, activeEvents } from './active-events.ts';
import { canonicalJson } from './canonical-json.ts';
import { type Author, changeEntry } from './change-record.ts';
import { type EventCalendar, newCalendar } from './event-calendar.ts';
import type { EventSource } from './event-factor.ts';
import { forgettableEvents, livingEvents, MOST_EVENTS } from './event-forgetting.ts';
import { liftsSeen, withLifts } from './event-lifts.ts';
import { eventEntry, eventOf, liftsEntry, liftsOf } from './event-record.ts';
import { readEventRows } from './event-rows.ts';
import type { Ledger } from './ledger.ts';
import type { Logger } from './logger.ts';
import { EVENT_BOUNDS, type PlannedEvent } from './planned-event.ts';
import { ScalerFault } from './scaler-fault.ts';

/** How far clocks of replicas may be apart. */
const CLOCKS_MS = 15 * 60_000;

export interface BookPorts {
  readonly ledger: Ledger;
  readonly log: Logger;
  readonly now: () => number;
}

/**
 * The business events that are planned, and what each kind of them brought. Everything is written into the ledger before it
 * is done, together with who did it; what stands there is all that there is, so that replicas that share a ledger share the
 * book (`refresh`), and a restart loses nothing.
 */
export class EventBook implements EventSource {
  readonly #ports: BookPorts;
  readonly #events = new Map<string, PlannedEvent>();
  readonly #lifts = new Map<string, readonly EventLift[]>();
  /** When what is known was written down, by event id or workload. */
  readonly #writtenAt = new Map<string, number>();
  #calendar: EventCalendar | undefined;
  #seenAt = 0;
  /** One change after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(ports: BookPorts) {
    this.#ports = ports;
  }

  /**
   * Reads what the ledger knows.
   *
   * @param workloads whose lifts are wanted
   * @throws ScalerFault `ledger-unavailable`
   */
  static async open(ports: BookPorts, workloads: readonly string[] = []): Promise<EventBook> {
    const book = EventBook.unread(ports);
    await book.readAll(workloads);
    return book;
  }

  /** A book that knows nothing yet, for a start while the ledger cannot be read. */
  static unread(ports: BookPorts): EventBook {
    return new EventBook(ports);
  }

  /**
   * Reads what the ledger knows.
   *
   * @param workloads whose lifts are wanted
   * @throws ScalerFault `ledger-unavailable`
   */
  async readAll(workloads: readonly string[]): Promise<void> {
    await this.refresh();
    for (const workload of workloads) {
      const [row] = await this.#ports.ledger.read({ kind: 'event', workload, limit: 1 });
      const lifts = liftsOf(row?.data);
      if (row !== undefined && lifts !== undefined) this.#noteLifts(workload, lifts, row.at);
    }
  }

  /** Takes in what others wrote since. Costs one short read when nothing is new. */
  async refresh(): Promise<void> {
    const rows = await readEventRows(this.#ports.ledger, Math.max(0, this.#seenAt - CLOCKS_MS));
    for (const { data, at, id } of rows) {
      const event = eventOf(data);
      if (event === undefined) this.#ports.log.log('warn', 'event-unreadable', { id });
      else this.#note(event, at);
    }
    this.#tidy();
  }

  /** Every event that is not forgotten, those that are over among them, by id. */
  list(): readonly PlannedEvent[] {
    return [...this.#events.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
  }

  find(id: string): PlannedEvent | undefined {
    return this.#events.get(id);
  }

  /**
   * Adds an event. The same event again is no fault, and adds nothing: a request that got no answer may be sent again.
   *
   * @throws ScalerFault `event-conflict`, `too-many-events`, `ledger-unavailable`
   */
  add(event: PlannedEvent, by: Author): Promise<{ readonly event: PlannedEvent; readonly isNew: boolean }> {
    return this.#inTurn(async () => {
      const before = this.#events.get(event.id);
      if (before !== undefined) {
        if (samePlan(before, event)) return { event: before, isNew: false };
        throw new ScalerFault('event-conflict', [`its id is "${event.id}"`]);
      }
      const living = livingEvents(this.list(), this.#ports.now());
      if (living.length >= MOST_EVENTS) throw new ScalerFault('too-many-events', [`there are ${living.length}`]);
      await this.#write('event-added', undefined, event, by);
      return { event, isNew: true };
    });
  }

  /**
   * Cancels an event: from now on it does not happen. What it brought before is not forgotten.
   *
   * @throws ScalerFault `unknown-event`, `ledger-unavailable`
   */
  cancel(id: string, by: Author): Promise<PlannedEvent> {
    return this.#inTurn(async () => {
      const before = this.#known(id);
      if (before.cancelledAt !== null) return before;
      const after = { ...before, revision: before.revision + 1, cancelledAt: this.#ports.now() };
      await this.#write('event-cancelled', before, after, by);
      return after;
    });
  }

  /**
   * Cancels one day of an event that comes again.
   *
   * @param day by the clock of its timezone, as `2026-12-24`
   * @throws ScalerFault `unknown-event`, `bad-event`, `ledger-unavailable`
   */
  skip(id: string, day: string, by: Author): Promise<PlannedEvent> {
    return this.#inTurn(async () => {
      const before = this.#known(id);
      if (before.except.includes(day)) return before;
      if (before.except.length >= EVENT_BOUNDS.except) {
        throw new ScalerFault('bad-event', [`${before.except.length} days of it are cancelled already`]);
      }
      const after = { ...before, revision: before.revision + 1, except: [...before.except, day].sort() };
      await this.#write('event-day-cancelled', before, after, by);
      return after;
    });
  }

  /** What happens at a time, those that began first first; of one workload, or of all. */
  active(at: number, workload?: string): readonly ActiveEvent[] {
    return activeEvents(this.list(), this.lifts(workload ?? ''), at, workload);
  }

  /** What happens to a workload in a time, as forecasts take it. Cheap to ask for many workloads. */
  within(workload: string, fromAt: number, toAt: number): readonly BusinessEvent[] {
    this.#calendar ??= newCalendar(this.list(), this.#ports.log);
    return this.#calendar.within(workload, { fromAt, toAt });
  }

  /** What kinds of events were learned to bring to a workload. */
  lifts(workload: string): readonly EventLift[] {
    return this.#lifts.get(workload) ?? [];
  }

  /**
   * Learns what events brought, and keeps it.
   *
   * @param baseline what each sample would have been without any
   * @throws ScalerFault `ledger-unavailable`
   */
  async learn(workload: string, series: Series, baseline: ArrayLike<number>): Promise<void> {
    const events = this.within(workload, series.startAt, timeAt(series, series.values.length));
    const lifts = withLifts(this.lifts(workload), liftsSeen(events, series, baseline));
    if (lifts === undefined) return;
    const at = this.#ports.now();
    await this.#ports.ledger.append(liftsEntry(at, workload, lifts));
    this.#noteLifts(workload, lifts, at);
  }

  /**
   * Writes down again what stands only in rows from before a time, so that the ledger may forget those.
   *
   * @throws ScalerFault `ledger-unavailable`
   */
  renew(beforeAt: number): Promise<void> {
    return this.#inTurn(async () => {
      const at = this.#ports.now();
      const old = (name: string) => (this.#writtenAt.get(name) ?? 0) < beforeAt;
      const events = this.list().filter(({ id }) => old(id));
      const lifts = [...this.#lifts].filter(([workload]) => old(workload));
      await this.#ports.ledger.appendAll([
        ...events.map((event) => eventEntry(at, event)),
        ...lifts.map(([workload, learned]) => liftsEntry(at, workload, learned)),
      ]);
      for (const name of [...events.map(({ id }) => id), ...lifts.map(([workload]) => workload)]) {
        this.#writtenAt.set(name, at);
      }
    });
  }

  #inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(async () => {
      await this.refresh();
      return task();
    });
    this.#turn = result.catch(() => {});
    return result;
  }

  async #write(what: string, before: PlannedEvent | undefined, after: PlannedEvent, who: Author): Promise<void> {
    const at = this.#ports.now();
    const change = { who, what, target: after.id, before: before ?? null, after };
    await this.#ports.ledger.appendAll([eventEntry(at, after), changeEntry(at, change)]);
    this.#note(after, at);
    this.#tidy();
  }

  #known(id: string): PlannedEvent {
    const event = this.#events.get(id);
    if (event === undefined) throw new ScalerFault('unknown-event', [`asked for was "${id}"`]);
    return event;
  }

  /** Of two that changed one event at the same time, the one that the ledger has last counts, in every replica. */
  #note(event: PlannedEvent, at: number): void {
    const before = this.#events.get(event.id);
    this.#seenAt = Math.max(this.#seenAt, at);
    if (before !== undefined && before.revision > event.revision) return;
    this.#events.set(event.id, event);
    this.#writtenAt.set(event.id, at);
    this.#calendar = undefined;
  }

  #noteLifts(workload: string, lifts: readonly EventLift[], at: number): void {
    this.#lifts.set(workload, lifts);
    this.#writtenAt.set(workload, at);
  }

  #tidy(): void {
    for (const { id } of forgettableEvents([...this.#events.values()], this.#ports.now())) this.#forget(id);
  }

  #forget(id: string): void {
    this.#events.delete(id);
    this.#writtenAt.delete(id);
    this.#calendar = undefined;
  }
}

/** Days of it may have been cancelled since. */
function samePlan(known: PlannedEvent, given: PlannedEvent): boolean {
  const plan = (event: PlannedEvent) => canonicalJson({ ...event, revision: 0, except: null });
  return plan(known) === plan(given) && given.except.every((day) => known.except.includes(day));
}
