import { expect } from 'vitest';
import { type Draft, draftAct, draftMessage, type RoomLog } from '#chat';
import { freshDraft, freshRoom, freshVisitor } from './fresh.ts';
import { needed, type OpenLog, openLog, positionOf } from './room-log-trial.ts';
import type { Promised } from './suite.ts';

const MONA = { id: 'mona', name: 'Mona' };
let acts = 0;

function mute(visitorId: string, seconds: number): Draft {
  const id = `mute-${++acts}-${Date.now()}`;
  return draftAct(seconds === 0 ? { type: 'unmute', id, visitorId } : { type: 'mute', id, visitorId, seconds }, MONA);
}

async function isMuted(log: RoomLog, room: Parameters<RoomLog['append']>[0], draft: Draft): Promise<boolean> {
  const appended = await log.append(room, draft);
  return appended.outcome === 'refused' && appended.muted === true && appended.retryAfterMs > 0;
}

/** What `append` promises about those who are muted. */
export function promiseMuting(open: OpenLog, promised: Promised): void {
  promised('append refuses who is muted, in that room alone, until it is ended', async () => {
    const { log } = await openLog(open);
    const [room, other, bob, cy] = [freshRoom(), freshRoom(), freshVisitor(), freshVisitor()];

    const told = await log.append(room, mute(bob.id, 60));

    expect(await isMuted(log, room, freshDraft(bob))).toBe(true);
    expect([await isMuted(log, other, freshDraft(bob)), await isMuted(log, room, freshDraft(cy))]).toEqual([
      false,
      false,
    ]);
    expect(await log.mutes(room)).toEqual([
      { visitorId: bob.id, until: (told.outcome === 'refused' ? 0 : told.at) + 60_000 },
    ]);
    await log.append(room, mute(bob.id, 0));
    expect([await isMuted(log, room, freshDraft(bob)), await log.mutes(room)]).toEqual([false, []]);
  });

  promised('append takes of who is muted what is silent, and knows what they said before', async () => {
    const { log } = await openLog(open);
    const [room, bob] = [freshRoom(), freshVisitor()];
    const before = freshDraft(bob);
    const target = positionOf(await log.append(room, before));
    await log.append(room, mute(bob.id, 60));

    const again = await log.append(room, before);
    const silent = await log.append(room, draftAct({ type: 'delete', id: 'delete-1', target }, bob));

    expect([again.outcome, silent.outcome]).toEqual(['duplicate', 'appended']);
  });

  promised('a mute ends by itself', async () => {
    const { log, advance } = await openLog(open);
    const [room, bob] = [freshRoom(), freshVisitor()];
    await log.append(room, mute(bob.id, 1));
    expect(await isMuted(log, room, freshDraft(bob))).toBe(true);

    await advance(1_050);

    expect([await isMuted(log, room, freshDraft(bob)), await log.mutes(room)]).toEqual([false, []]);
  });

  promised('a mute outlasts the entry that told of it', async () => {
    const { log } = await openLog(open, { entries: 2, seconds: 300 });
    const [room, bob] = [freshRoom(), freshVisitor()];
    await log.append(room, mute(bob.id, 60));

    for (let count = 0; count < 5; count++) await log.append(room, freshDraft());

    expect(await isMuted(log, room, freshDraft(bob))).toBe(true);
    expect((await log.mutes(room)).map(({ visitorId }) => visitorId)).toEqual([bob.id]);
  });

  promised('what is refused to who is muted costs nothing of their pace', async () => {
    const { log } = await openLog(open);
    const [room, bob, rate] = [freshRoom(), freshVisitor(), { perMinute: 1, burst: 1 }];
    await log.append(room, mute(bob.id, 60));
    for (let count = 0; count < 3; count++) await log.append(room, freshDraft(bob), rate);

    await log.append(room, mute(bob.id, 0));

    expect((await log.append(room, freshDraft(bob), rate)).outcome).toBe('appended');
  });

  promised('who was muted by one process is refused by another', async () => {
    const opened = await openLog(open);
    const second = needed(opened.second, 'second');
    const [room, bob] = [freshRoom(), freshVisitor()];

    await opened.log.append(room, mute(bob.id, 60));

    expect([await isMuted(second, room, freshDraft(bob)), (await second.mutes(room)).length]).toEqual([true, 1]);
  });

  promised('a mute outlasts a restart', async () => {
    const { log, restart } = await openLog(open);
    const [room, bob] = [freshRoom(), freshVisitor()];
    await log.append(room, mute(bob.id, 60));

    const again = await needed(restart, 'restart')();

    expect(await isMuted(again, room, draftMessage({ id: 'message-1', text: 'hello' }, bob))).toBe(true);
  });
}
