import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { settled } from './fixture.ts';
import type { LogQuery, LogSlice } from './room-log.ts';
import { Scene } from './room-model.ts';
import { LogModel } from './room-model-log.ts';
import { Tail } from './tail.ts';

const RUNS = 10_000;

/** What may happen, one thing after another. */
const STEP = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('say' as const), count: fc.oneof(fc.nat(4), fc.nat(130)) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('say again' as const), index: fc.nat(300) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('live' as const),
      how: fc.constantFrom('next', 'any', 'repeat', 'drop', 'all', 'all as one'),
      index: fc.nat(300),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lost' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(50, 3_000, 30_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('empty' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail over' as const), lacked: fc.nat(10) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('join' as const),
      after: fc.constantFrom('nothing', 'the past', 'the newest', 'the future', 'elsewhere'),
      index: fc.nat(300),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), index: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('stall' as const), index: fc.nat(20), full: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('away' as const), away: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('turns' as const), count: fc.nat(12) }) },
);
type Step = typeof STEP extends fc.Arbitrary<infer Value> ? Value : never;

const PLAY = fc.record({
  entries: fc.constantFrom(5, 250),
  shareMs: fc.constantFrom(0, 5),
  delays: fc.array(fc.nat(6), { minLength: 1, maxLength: 8 }),
  steps: fc.array(STEP, { maxLength: 60, size: 'max' }),
});

async function play(
  { entries, shareMs, delays, steps }: { entries: number; shareMs: number; delays: number[]; steps: readonly Step[] },
  Log: typeof LogModel = LogModel,
): Promise<void> {
  const scene = new Scene((clock) => new Log(clock, { entries, seconds: 60 }, delays), shareMs);
  let said = 0;
  for (const step of steps) {
    if (step.do === 'turns') for (let turn = 0; turn < step.count; turn++) await Promise.resolve();
    else scene.attempt(() => take(scene, step, () => `message-${said++}`));
  }
  await settled();
  await scene.finish();
}

function take(scene: Scene, step: Step, newId: () => string): void {
  const { log, clock } = scene;
  if (step.do === 'say') for (let index = 0; index < step.count; index++) log.say(newId());
  if (step.do === 'say again') log.say(`message-${step.index}`);
  if (step.do === 'live') live(log, step.how, step.index);
  if (step.do === 'lost') log.lose();
  if (step.do === 'wait') clock.advance(step.ms);
  if (step.do === 'empty') log.empty();
  if (step.do === 'fail over') log.failOver(step.lacked);
  if (step.do === 'leave') scene.leave(step.index);
  if (step.do === 'restart') scene.restart();
  if (step.do === 'stall') scene.stall(step.index, step.full);
  if (step.do === 'away') log.away = step.away;
  if (step.do !== 'join') return;
  const { epoch, head } = log;
  if (step.after === 'nothing') scene.join(undefined);
  if (step.after === 'the past') scene.join({ epoch, offset: step.index % (head + 1) });
  if (step.after === 'the newest') scene.join({ epoch, offset: head });
  if (step.after === 'the future') scene.join({ epoch, offset: head + 1_000_000 + step.index });
  if (step.after === 'elsewhere') scene.join({ epoch: step.index % 2 ? 'e1' : 'never', offset: step.index });
}

/** Hands out what is on its way: in order or not, once or twice, or not at all. */
function live(log: LogModel, how: string, index: number): void {
  const { pending } = log;
  const at = how === 'next' ? 0 : index % Math.max(1, pending.length);
  const batch = pending[at];
  if (batch === undefined) return;
  if (how === 'all as one') {
    const batches = pending.splice(0).filter(({ epoch }) => epoch === batch.epoch);
    log.tell({ epoch: batch.epoch, entries: batches.flatMap(({ entries }) => entries) });
  } else if (how === 'all') for (const each of pending.splice(0)) log.tell(each);
  else {
    if (how !== 'repeat') pending.splice(at, 1);
    if (how !== 'drop') log.tell(batch);
  }
}

describe('a room', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test('gives everybody all that is kept, in order and once, or tells them exactly what is missing', async () => {
    await fc.assert(
      fc.asyncProperty(PLAY, (told) => play(told)),
      { numRuns: RUNS },
    );
  }, 60_000);

  // Each of these is planted and must be found: a test that finds nothing wrong with a wrong log proves nothing.
  const FAULTS: Record<string, typeof LogModel> = {
    'an entry is missing in what is read': class extends LogModel {
      override slice(query: LogQuery): LogSlice {
        const slice = super.slice(query);
        return { ...slice, entries: slice.entries.filter(({ offset }) => offset % 7 !== 3) };
      }
    },
    'a part is read and nothing is said about the rest': class extends LogModel {
      override slice(query: LogQuery): LogSlice {
        const { gap: _silent, ...slice } = super.slice(query);
        return slice;
      }
    },
    'a lost log begins again under the same epoch': class extends LogModel {
      override empty(): void {
        const { epoch } = this;
        super.empty();
        this.epoch = epoch;
      }
    },
    'what was lost is replaced under the same epoch': class extends LogModel {
      override failOver(lacked: number): void {
        const { epoch } = this;
        super.failOver(lacked);
        this.epoch = epoch;
      }
    },
    'less is kept than was promised': class extends LogModel {
      override get keptFloor(): number {
        return Math.max(this.floor, this.head - 2);
      }
    },
  };

  test.each(Object.entries(FAULTS))('over a log in which %s is found out', async (_name, Log) => {
    const found = await fc.check(
      fc.asyncProperty(PLAY, (told) => play(told, Log)),
      { numRuns: RUNS, endOnFailure: true },
    );

    expect(found.failed).toBe(true);
  });

  test('whose tail takes a hole for a continuation is found out', async () => {
    vi.spyOn(Tail.prototype, 'fresh').mockImplementation(function (this: Tail, { epoch, entries }) {
      return epoch === this.head.epoch ? entries.filter(({ offset }) => offset > this.head.offset) : undefined;
    });

    const found = await fc.check(
      fc.asyncProperty(PLAY, (told) => play(told)),
      { numRuns: RUNS, endOnFailure: true },
    );

    expect(found.failed).toBe(true);
  });

  test('whose tail takes what it has for new is found out', async () => {
    vi.spyOn(Tail.prototype, 'fresh').mockImplementation((batch) => batch.entries);

    const found = await fc.check(
      fc.asyncProperty(PLAY, (told) => play(told)),
      { numRuns: RUNS, endOnFailure: true },
    );

    expect(found.failed).toBe(true);
  });
});
