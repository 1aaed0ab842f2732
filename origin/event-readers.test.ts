import { expect, test } from 'vitest';
import { ChatFault, ClockVirtual, NO_METER } from '#chat';
import { Admission } from './admission.ts';
import { FAREWELL } from './drain.ts';
import { EventReaders } from './event-readers.ts';

function scene(count: number) {
  const clock = new ClockVirtual();
  const admission = new Admission({ perSecond: 0, most: 0 }, { clock, meter: NO_METER });
  const readers = new EventReaders(admission, clock);
  const endedAt: number[] = [];
  const begun = clock.now();
  const enter = () => {
    const forget = readers.enter({
      sendAway(afterMs) {
        expect(afterMs).toBeLessThan(FAREWELL.stepMs);
        endedAt.push(clock.now() - begun);
        forget();
      },
    });
    return forget;
  };
  const forgets = Array.from({ length: count }, enter);
  return { clock, admission, readers, endedAt, enter, forgets };
}

test('two hundred readers a second are sent away, and the pod waits for the last and no longer', async () => {
  const { clock, readers, endedAt } = scene(1_000);

  const drained = readers.drain();
  clock.advance(6_000);

  for (let second = 0; second < 5; second++) {
    expect(endedAt.filter((at) => Math.floor(at / 1_000) === second)).toHaveLength(200);
  }
  await drained;
  expect(clock.waiting).toBe(0);
});

test('who went by themselves is not waited for, and who is left when it is called off stays', async () => {
  const { clock, readers, endedAt, forgets } = scene(100);
  for (const forget of forgets.slice(0, 30)) forget();

  const drained = readers.drain();
  readers.stay();
  clock.advance(60_000);

  await drained;
  expect(endedAt).toHaveLength(50);
});

test('a door that is closed takes no readers', () => {
  const { admission, enter } = scene(0);

  admission.state = 'closed';

  expect(enter).toThrow(ChatFault);
});
