import { expect, test } from 'vitest';
import { type EventFault, GIVEN_EVENT, type PlannedEvent, planEvent } from './planned-event.ts';
import { fieldFaults, sayPath } from './workload-faults.ts';

const NOW = Date.UTC(2026, 5, 1);
const GIVEN = { name: 'Film night', startAt: '2026-06-05T20:00', durationSeconds: 7200, timezone: 'Europe/Berlin' };

const plan = (over: object = {}) => planEvent(GIVEN_EVENT.parse({ ...GIVEN, ...over }), NOW, () => 'made-id');
const faultsOf = (over: object) =>
  (plan(over) as readonly EventFault[]).map(({ path, sentence }) => `${path.join('.')} ${sentence}`);

function refused(over: object): string[] {
  const { error } = GIVEN_EVENT.safeParse({ ...GIVEN, ...over }, { reportInput: true });
  return fieldFaults(error?.issues ?? []).map(({ path, sentence }) => `${sayPath(path)} ${sentence}`);
}

test('a time without an offset is by the clock of the place', () => {
  expect(plan()).toMatchObject({
    id: 'made-id',
    kind: 'made-id',
    startAt: Date.UTC(2026, 5, 5, 18),
    endAt: Date.UTC(2026, 5, 5, 20),
  });
  expect(plan({ startAt: '2026-06-05T20:00Z' })).toMatchObject({ startAt: Date.UTC(2026, 5, 5, 20) });
  expect(plan({ startAt: '2026-06-05T20:00:00-04:00' })).toMatchObject({ startAt: Date.UTC(2026, 5, 6, 0) });
  expect(plan({ startAt: NOW })).toMatchObject({ startAt: NOW });
});

test('days and workloads are each there once, in order', () => {
  const planned = plan({
    except: ['2026-06-09', '2026-06-08', '2026-06-09'],
    workloads: ['shop/web', 'shop/chat', 'shop/web'],
  });

  expect((planned as PlannedEvent).except).toEqual(['2026-06-08', '2026-06-09']);
  expect((planned as PlannedEvent).workloads).toEqual(['shop/chat', 'shop/web']);
});

test.each([
  [{ name: '' }, 'name is "", must be at least 1 character'],
  [{ startAt: 'tomorrow' }, 'startAt is "tomorrow", must be epoch milliseconds'],
  [{ startAt: '2026-02-30T09:00' }, 'startAt is "2026-02-30T09:00", must be'],
  [{ timezone: 'Mars' }, 'timezone is "Mars", must be the name of a time zone'],
  [{ durationSeconds: 59 }, 'durationSeconds is 59, must be at least 60'],
  [{ lift: 0 }, 'lift is 0, must be at least 0.01'],
  [{ lift: 1e9 }, 'lift is 1000000000, must be at most 100'],
  [{ lfit: 2 }, 'lfit is not known here'],
  [{ holiday: 'pancake-day' }, 'holiday is "pancake-day", must be'],
  [{ workloads: [] }, 'workloads is a list, must be at least 1 entry'],
  [{ workloads: ['chat'] }, 'workloads[0] is "chat", must be a workload as "namespace/name"'],
  [{ except: Array(367).fill('2026-01-01') }, 'except is a list, must be at most 366 entries'],
  [{ id: '../x' }, 'id is "../x", must be 1 to 64'],
])('%j is refused', (over, sentence) => {
  expect(refused(over)).toEqual([expect.stringContaining(sentence)]);
});

test.each([
  [{ endAt: '2026-06-05T21:00' }, 'endAt must be told, or else durationSeconds, and not both'],
  [{ durationSeconds: undefined }, 'endAt must be told'],
  [{ durationSeconds: undefined, endAt: '2026-06-05T19:00' }, 'endAt must be after startAt'],
  [{ durationSeconds: undefined, endAt: '2026-08-05T19:00' }, 'endAt must be at most 31 days after startAt'],
  [{ startAt: '1999-01-01T00:00' }, 'startAt is more than ten years from now'],
  [{ repeats: 'FREQ=SOMETIMES' }, 'repeats FREQ is "SOMETIMES"'],
  [{ repeats: 'FREQ=DAILY', holiday: 'christmas-day' }, 'holiday must not be told together with repeats'],
  [{ except: ['2026-06-31'] }, 'except.0 is no day that there is'],
])('%j cannot be planned', (over, sentence) => {
  expect(faultsOf(over)).toEqual([expect.stringContaining(sentence)]);
});

test('every fault is told at once', () => {
  expect(faultsOf({ startAt: '1999-01-01T00:00', durationSeconds: undefined, repeats: 'FREQ=X;COUNT=0' })).toHaveLength(
    4,
  );
});
