import { expect, test } from 'vitest';
import type { Series } from '#forecast-lib';
import { EventBook } from './event-book.ts';
import { MOST_EVENTS } from './event-forgetting.ts';
import { LedgerChained } from './ledger-chained.ts';
import type { LogFields } from './logger.ts';
import { GIVEN_EVENT, type PlannedEvent, planEvent } from './planned-event.ts';
import { RowKeeperMemory } from './row-keeper-memory.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 5, 1, 12);
const BY = { subject: 'ada', roles: ['operator'], correlationId: 'order-4711' };

function scene() {
  const clock = { now: NOW };
  const warned: Array<LogFields | undefined> = [];
  const log = { log: (_level: string, _event: string, fields?: LogFields) => void warned.push(fields) };
  const keeper = new RowKeeperMemory();
  const ledger = new LedgerChained(keeper, log);
  const ports = { ledger, log, now: () => clock.now };
  return { clock, ledger, keeper, ports, warned, open: () => EventBook.open(ports, ['shop/chat']) };
}

function event(over: object = {}): PlannedEvent {
  const given = { id: 'sale', name: 'Sale', startAt: NOW + HOUR, durationSeconds: 7200, lift: 2, ...over };
  return planEvent(GIVEN_EVENT.parse(given), NOW, () => 'made') as PlannedEvent;
}

/** Ten days by the hour, in which 13 and 14 o'clock are so many times the usual; and the usual. */
function tenDays(times: number): [Series, Float64Array] {
  const usual = new Float64Array(240).fill(100);
  const values = usual.map((value, hour) => ([1, 2].includes(hour % 24) ? value * times : value));
  return [{ values, stepSeconds: 3600, startAt: NOW }, usual];
}

test('an event is active from its beginning until before its end, with the lift that is believed', async () => {
  const { open } = scene();
  const book = await open();
  await book.add(event(), BY);

  const counts = [0.9, 1, 2.9, 3].map((hours) => book.active(NOW + hours * HOUR).length);

  expect(counts).toEqual([0, 1, 1, 0]);
  expect(book.active(NOW + HOUR)[0]).toMatchObject({ lift: 2, learnedFrom: 0, day: '2026-06-01' });
});

test('a restart and another replica know the same, and who did what is written down', async () => {
  const { open, ledger, clock } = scene();
  const [one, other] = [await open(), await open()];
  await one.add(event({ repeats: 'FREQ=DAILY' }), BY);
  await one.skip('sale', '2026-06-02', BY);
  clock.now += 5 * DAY;
  await other.cancel('sale', { ...BY, subject: 'bob' });
  await one.refresh();

  const restarted = await open();

  expect(restarted.list()).toEqual(one.list());
  expect(other.list()).toEqual(one.list());
  expect(one.find('sale')).toMatchObject({ revision: 3, except: ['2026-06-02'], cancelledAt: NOW + 5 * DAY });
  const changes = (await ledger.read({ kind: 'change', limit: 9 })).map(({ data }) => data);
  expect(changes).toMatchObject([
    {
      what: 'event-cancelled',
      target: 'sale',
      who: { subject: 'bob' },
      before: { revision: 2 },
      after: { revision: 3 },
    },
    { what: 'event-day-cancelled', before: { except: [] }, after: { except: ['2026-06-02'] } },
    { what: 'event-added', before: null, after: { name: 'Sale' }, who: BY },
  ]);
});

test('the same event again is no other event; a different one with its id is refused', async () => {
  const { open, ledger } = scene();
  const book = await open();

  const answers = [await book.add(event(), BY), await book.add(event(), BY)];

  expect(answers.map(({ isNew }) => isNew)).toEqual([true, false]);
  expect(await ledger.read({ kind: 'event', limit: 9 })).toHaveLength(1);
  await expect(book.add(event({ lift: 3 }), BY)).rejects.toMatchObject({ code: 'event-conflict' });
});

test('two replicas that add the same at the same time have it once', async () => {
  const { open } = scene();
  const books = [await open(), await open()];

  await Promise.all(books.map((book) => book.add(event({ repeats: 'FREQ=DAILY' }), BY)));
  await Promise.all(books.map((book) => book.refresh()));

  expect(books.map((book) => book.active(NOW + HOUR).length)).toEqual([1, 1]);
});

test('what was cancelled before it began is gone; what had begun is still learned from', async () => {
  const { open, clock } = scene();
  const book = await open();
  await book.add(event({ id: 'never' }), BY);
  await book.add(event({ id: 'daily', repeats: 'FREQ=DAILY' }), BY);
  await book.cancel('never', BY);
  clock.now += 2 * DAY;
  await book.cancel('daily', BY);

  expect(book.find('never')).toBeUndefined();
  const past = book.within('shop/chat', NOW, NOW + 30 * DAY);
  expect(past.map(({ name, startAt }) => [name, (startAt - NOW) / HOUR])).toEqual([
    ['Sale', 1],
    ['Sale', 25],
  ]);
  await expect(book.cancel('never', BY)).rejects.toMatchObject({ code: 'unknown-event' });
});

test('an event for some workloads is none for others', async () => {
  const { open } = scene();
  const book = await open();
  await book.add(event({ id: 'one', workloads: ['shop/chat'] }), BY);
  await book.add(event({ id: 'all', kind: 'promo' }), BY);

  expect(book.within('shop/chat', NOW, NOW + DAY).map(({ kind, lift }) => [kind, lift])).toEqual([
    ['promo', 2],
    ['one', 2],
  ]);
  expect(book.within('bank/chat', NOW, NOW + DAY)).toHaveLength(1);
  expect(book.active(NOW + HOUR, 'bank/chat')).toHaveLength(1);
  expect(book.active(NOW + HOUR)).toHaveLength(2);
});

test('the window of a question is kept to exactly, though hours are worked out together', async () => {
  const { open } = scene();
  const book = await open();
  await book.add(event({ startAt: NOW + 30 * 60_000, durationSeconds: 600 }), BY);

  const minutes = (from: number, to: number) => book.within('shop/chat', NOW + from * 60_000, NOW + to * 60_000).length;

  expect([minutes(0, 30), minutes(0, 31), minutes(39, 60), minutes(40, 60)]).toEqual([0, 1, 1, 0]);
});

test('what was learned counts more than what was believed, survives a restart, and is written only when it is news', async () => {
  const { open, ledger, clock } = scene();
  const book = await open();
  await book.add(event({ kind: 'promo', repeats: 'FREQ=DAILY' }), BY);
  clock.now += 10 * DAY;

  for (const times of [4, 4.001]) await book.learn('shop/chat', ...tenDays(times));

  const restarted = await open();
  const [lift] = restarted.lifts('shop/chat');
  expect(lift).toMatchObject({ kind: 'promo', events: 10 });
  expect(lift?.lift).toBeGreaterThan(3.5);
  const during = clock.now + HOUR;
  expect(restarted.active(during, 'shop/chat')[0]).toMatchObject({ lift: lift?.lift, learnedFrom: 10 });
  expect(restarted.active(during, 'bank/chat')[0]).toMatchObject({ lift: 2, learnedFrom: 0 });
  expect(await ledger.read({ kind: 'event', workload: 'shop/chat', limit: 9 })).toHaveLength(1);
});

test('there are so many events and no more, and those that are over do not count', async () => {
  const { open, clock } = scene();
  const book = await open();
  for (let index = 0; index < MOST_EVENTS; index++) await book.add(event({ id: `event-${index}` }), BY);

  await expect(book.add(event({ id: 'more' }), BY)).rejects.toMatchObject({ code: 'too-many-events' });
  clock.now += DAY;
  await book.add(event({ id: 'more', startAt: NOW + 2 * DAY }), BY);

  expect(book.find('more')?.id).toBe('more');
});

test('a thousand daily events do not become a million occurrences', async () => {
  const { open, warned } = scene();
  const book = await open();
  for (let index = 0; index < 200; index++) await book.add(event({ id: `event-${index}`, repeats: 'FREQ=DAILY' }), BY);

  const found = book.within('shop/chat', NOW, NOW + 5000 * DAY);

  expect(found.length).toBe(20_000);
  expect(warned).toHaveLength(1);
});

test('the ledger may forget old rows once they are written anew', async () => {
  const { open, ledger, clock } = scene();
  const book = await open();
  await book.add(event({ repeats: 'FREQ=DAILY' }), BY);
  await book.learn('shop/chat', ...tenDays(4));
  clock.now += 100 * DAY;

  await book.renew(clock.now - 90 * DAY);
  await book.renew(clock.now - 90 * DAY);
  expect(await ledger.prune(clock.now - 90 * DAY)).toBe(3);

  const restarted = await open();
  expect(restarted.list()).toEqual(book.list());
  expect(restarted.lifts('shop/chat')).toEqual(book.lifts('shop/chat'));
  expect(await ledger.read({ limit: 9 })).toHaveLength(2);
});

test('a row that cannot be read costs that change and no more', async () => {
  const { open, keeper, ports, warned } = scene();
  const book = await open();
  await book.add(event({ id: 'one' }), BY);
  await book.add(event({ id: 'two' }), BY);
  keeper.spoil(1, (row) => ({ ...row, body: '{' }));
  await ports.ledger.append({ kind: 'event', at: NOW, workload: null, data: { what: 'event', event: { id: 7 } } });

  const restarted = await open();

  expect(restarted.list().map(({ id }) => id)).toEqual(['two']);
  expect(warned).toHaveLength(2);
});

test('what cannot be written down does not happen', async () => {
  const { open, ledger } = scene();
  const book = await open();
  await ledger.close();

  await expect(book.add(event(), BY)).rejects.toMatchObject({ code: 'ledger-unavailable' });

  expect(book.list()).toEqual([]);
});
