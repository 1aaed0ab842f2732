import { z } from 'zod';
import type { Author } from './change-record.ts';
import { planEvent } from './planned-event.ts';
import { fieldsFault, pointerOf } from './rest-body.ts';
import { CURSOR, DATE, EVENT_ID, limit, TIME, WORKLOAD } from './rest-parameters.ts';
import { type Route, type RouteInput, route } from './rest-route.ts';
import { findWorkload, pageOf } from './rest-workloads.ts';
import { ScalerFault } from './scaler-fault.ts';

const ONE = z.strictObject({ id: EVENT_ID });
const MOST_BYTES = 65_536;

const ADD = route({
  method: 'POST',
  path: '/api/v1/events',
  operationId: 'addEvent',
  summary: 'Plans a business event: once, again and again (RRULE), or on a holiday',
  action: 'plan-events',
  body: { schema: 'NewEvent', mostBytes: MOST_BYTES },
  answers: {
    201: { description: 'It is planned; `Location` is where it is', schema: 'Event' },
    200: { description: 'It was planned already, by a request that was sent again', schema: 'Event' },
  },
  faults: ['event-conflict', 'too-many-events', 'ledger-unavailable'],
  async handle(input, ports) {
    const known = new Set(ports.workloads().map(({ key }) => key));
    const strangers = (input.body.workloads ?? []).flatMap((key, index) =>
      known.has(key) ? [] : { path: `/workloads/${index}`, detail: 'is no workload here' },
    );
    if (strangers.length > 0) throw fieldsFault('bad-body', strangers);
    const planned = planEvent(input.body, ports.now(), ports.newId);
    if (!('id' in planned)) {
      throw fieldsFault(
        'bad-body',
        planned.map(({ path, sentence }) => ({ path: pointerOf(path), detail: sentence })),
      );
    }
    const { event, isNew } = await ports.events.add(planned, authorOf(input));
    return {
      status: isNew ? 201 : 200,
      body: event,
      headers: { location: `/api/v1/events/${encodeURIComponent(event.id)}` },
    };
  },
});

const LIST = route({
  method: 'GET',
  path: '/api/v1/events',
  operationId: 'listEvents',
  summary: 'Lists planned events, and those that were over lately',
  action: 'read',
  query: z.strictObject({ limit: limit(1000, 100), cursor: CURSOR.optional() }),
  answers: { 200: { description: 'The events', schema: 'Events' } },
  faults: ['ledger-unavailable'],
  async handle({ query }, { events }) {
    await events.refresh();
    const { items, next } = pageOf(events.list(), ({ id }) => id, query.limit, query.cursor);
    return { status: 200, body: { events: items, next } };
  },
});

const ACTIVE = route({
  method: 'GET',
  path: '/api/v1/events/active',
  operationId: 'listActiveEvents',
  summary: 'Lists what happens now, or at a time, and what it is planned to bring',
  action: 'read',
  query: z.strictObject({ at: TIME.optional(), workload: WORKLOAD.optional() }),
  answers: { 200: { description: 'What happens', schema: 'ActiveEvents' } },
  faults: ['unknown-workload', 'ambiguous-workload', 'ledger-unavailable'],
  async handle({ query }, ports) {
    const workload = query.workload === undefined ? undefined : findWorkload(query.workload, ports).key;
    await ports.events.refresh();
    const at = query.at ?? ports.now();
    return { status: 200, body: { at, active: ports.events.active(at, workload) } };
  },
});

const READ = route({
  method: 'GET',
  path: '/api/v1/events/:id',
  operationId: 'readEvent',
  summary: 'Tells of one event',
  action: 'read',
  params: ONE,
  answers: { 200: { description: 'The event', schema: 'Event' } },
  faults: ['unknown-event', 'ledger-unavailable'],
  async handle({ params }, { events }) {
    await events.refresh();
    const event = events.find(params.id);
    if (event === undefined) throw new ScalerFault('unknown-event', [`asked for was "${params.id}"`]);
    return { status: 200, body: event };
  },
});

const CANCEL = route({
  method: 'DELETE',
  path: '/api/v1/events/:id',
  operationId: 'cancelEvent',
  summary: 'Cancels an event from now on, or one day of it',
  action: 'plan-events',
  params: ONE,
  query: z.strictObject({ day: DATE.optional().describe('Only this day, by the clock of its timezone') }),
  answers: { 200: { description: 'The event as it is now', schema: 'Event' } },
  faults: ['unknown-event', 'bad-event', 'ledger-unavailable'],
  async handle(input, { events }) {
    const { params, query } = input;
    const by = authorOf(input);
    const body =
      query.day === undefined ? await events.cancel(params.id, by) : await events.skip(params.id, query.day, by);
    return { status: 200, body };
  },
});

function authorOf({ caller, correlationId }: RouteInput<unknown, unknown, unknown>): Author {
  return { subject: caller.subject, roles: caller.roles, correlationId };
}

/** Paths that are fixed stand before those with an id. */
export const EVENT_ROUTES: readonly Route[] = [ADD, LIST, ACTIVE, READ, CANCEL];
