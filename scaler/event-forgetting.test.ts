import { expect, test } from 'vitest';
import { forgettableEvents, livingEvents } from './event-forgetting.ts';
import { GIVEN_EVENT, type PlannedEvent, planEvent } from './planned-event.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 1);

function event(id: string, startDay: number, over: Partial<PlannedEvent> = {}): PlannedEvent {
  const given = GIVEN_EVENT.parse({ id, name: id, startAt: NOW + startDay * DAY, durationSeconds: 3600 });
  return { ...(planEvent(given, NOW, () => '') as PlannedEvent), ...over };
}

test('what was over four months ago is forgotten, and what comes again is not', () => {
  const events = [event('old', -121), event('late', -119), event('daily', -500, { repeats: 'FREQ=DAILY' })];

  expect(forgettableEvents(events, NOW).map(({ id }) => id)).toEqual(['old']);
  expect(livingEvents(events, NOW).map(({ id }) => id)).toEqual(['daily']);
});

test('what was cancelled before it began is forgotten, what was cancelled later is not', () => {
  const events = [event('never', 1, { cancelledAt: NOW - 1 }), event('ended', -1, { cancelledAt: NOW - 1 })];

  expect(forgettableEvents(events, NOW).map(({ id }) => id)).toEqual(['never']);
});

test('of too many, those that were over first are forgotten', () => {
  const events = Array.from({ length: 3002 }, (_, index) => event(`e${index}`, -1 - index / 100));

  expect(forgettableEvents(events, NOW).map(({ id }) => id)).toEqual(['e3001', 'e3000']);
});
