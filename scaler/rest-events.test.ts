import { afterEach, expect, test } from 'vitest';
import { MOST_EVENTS } from './event-forgetting.ts';
import { NOON } from './plan-fixture.ts';
import type { PlannedEvent } from './planned-event.ts';
import { restScene } from './rest-fixture.ts';

const HOUR = 3_600_000;
const SALE = { name: 'Sale', startAt: '2025-11-21T13:00', durationSeconds: 3600, lift: 2, timezone: 'Europe/Berlin' };
const operator = { role: 'operator' } as const;

let scene: Awaited<ReturnType<typeof restScene>> | undefined;
afterEach(async () => {
  await scene?.close();
  scene = undefined;
});

async function open() {
  scene = await restScene();
  return scene;
}

test('an event that is planned is listed, is active in its time, and changes what is planned with', async () => {
  const { ask, events } = await open();

  const response = await ask('/api/v1/events', { ...operator, body: SALE });
  const event = (await response.json()) as PlannedEvent;

  expect([response.status, response.headers.get('location')]).toEqual([201, `/api/v1/events/${event.id}`]);
  expect(event).toMatchObject({ startAt: NOON, endAt: NOON + HOUR, kind: event.id, revision: 1, lift: 2 });
  expect(await (await ask(`/api/v1/events/${event.id}`)).json()).toEqual(event);
  expect(await (await ask('/api/v1/events')).json()).toEqual({ events: [event], next: null });
  const active = { event, fromAt: NOON, toAt: NOON + HOUR, day: '2025-11-21', lift: 2, learnedFrom: 0 };
  expect(await (await ask('/api/v1/events/active')).json()).toEqual({ at: NOON, active: [active] });
  expect(await (await ask('/api/v1/events/active?at=2025-11-21T13:00Z')).json()).toMatchObject({ active: [] });
  expect(events.within('shop/chat', NOON, NOON + 1)).toMatchObject([{ lift: 2, startAt: NOON }]);
});

test('a day of an event is cancelled, then all of it, and the ledger holds who did it and how it was before', async () => {
  const { ask, ledger } = await open();
  const body = { ...SALE, id: 'sale', repeats: 'FREQ=DAILY' };
  await ask('/api/v1/events', { ...operator, body });

  const skipped = await ask('/api/v1/events/sale?day=2025-11-22', { ...operator, method: 'DELETE' });
  const cancelled = await ask('/api/v1/events/sale', { ...operator, method: 'DELETE' });

  expect(await skipped.json()).toMatchObject({ except: ['2025-11-22'], revision: 2 });
  expect(await cancelled.json()).toMatchObject({ cancelledAt: NOON, revision: 3 });
  expect((await ask('/api/v1/events/sale')).status).toBe(404);
  const changes = (await ledger.read({ kind: 'change', limit: 9 })).map(({ data }) => data);
  expect(changes).toMatchObject([
    {
      what: 'event-cancelled',
      target: 'sale',
      before: { revision: 2, cancelledAt: null },
      after: { cancelledAt: NOON },
    },
    { what: 'event-day-cancelled', before: { except: [] }, after: { except: ['2025-11-22'] } },
    { what: 'event-added', who: { subject: 'a-operator' }, before: null, after: { name: 'Sale' } },
  ]);
  expect((await ledger.verify()).ok).toBe(true);
});

test('a list goes on from page to page, each event once', async () => {
  const { ask } = await open();
  for (const id of ['e', 'b', 'd', 'a', 'c']) await ask('/api/v1/events', { ...operator, body: { ...SALE, id } });
  const seen: string[] = [];

  for (let cursor: string | null = ''; cursor !== null; ) {
    const response = await ask(`/api/v1/events?limit=2${cursor && `&cursor=${cursor}`}`);
    const page = (await response.json()) as { events: PlannedEvent[]; next: string | null };
    seen.push(...page.events.map(({ id }) => id));
    cursor = page.next;
  }

  expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('what happens to one workload is told for it', async () => {
  const { ask } = await open();
  await ask('/api/v1/events', { ...operator, body: { ...SALE, workloads: ['shop/web'] } });

  const counts = await Promise.all(
    ['web', 'shop/chat', 'bank/chat'].map(async (workload) => {
      const body = await (await ask(`/api/v1/events/active?workload=${workload}`)).json();
      return (body as { active: unknown[] }).active.length;
    }),
  );

  expect(counts).toEqual([1, 0, 0]);
});

test('there are so many events and no more', async () => {
  const { ask, events } = await open();
  const by = { subject: 'ada', roles: ['operator'], correlationId: 'order-4711' };
  const one = (await (await ask('/api/v1/events', { ...operator, body: SALE })).json()) as PlannedEvent;
  for (let index = 1; index < MOST_EVENTS; index++) await events.add({ ...one, id: `event-${index}` }, by);

  const response = await ask('/api/v1/events', { ...operator, body: { ...SALE, id: 'one-more' } });

  expect([response.status, await response.json()]).toMatchObject([422, { code: 'too-many-events' }]);
});
