import { expect } from 'vitest';
import { draftMessage, LIMITS, sealEntry } from '#chat';
import { freshDraft, freshRoom, freshVisitor } from './fresh.ts';
import { counted, fill, needed, type OpenLog, offsetsOf, openLog, positionOf, readSafely } from './room-log-trial.ts';
import type { Promised } from './suite.ts';

/** What `append` promises. */
export function promiseAppending(open: OpenLog, promised: Promised): void {
  promised('append gives each entry of a room the next offset, from 1', async () => {
    const { log } = await openLog(open);
    const [room, other] = [freshRoom(), freshRoom()];

    const positions = [];
    for (let index = 0; index < 5; index++) positions.push(positionOf(await log.append(room, freshDraft())));
    const elsewhere = positionOf(await log.append(other, freshDraft()));

    expect(positions.map(({ offset }) => offset)).toEqual([1, 2, 3, 4, 5]);
    expect(new Set(positions.map(({ epoch }) => epoch)).size).toBe(1);
    expect(elsewhere.offset).toBe(1);
  });

  promised('append gives every entry an offset of its own when processes race', async () => {
    const opened = await openLog(open);
    const logs = [opened.log, needed(opened.second, 'second')];
    const room = freshRoom();

    const appended = await Promise.all(
      Array.from({ length: 300 }, (_, index) => logs[index % 2]!.append(room, freshDraft())),
    );

    const offsets = appended.map((each) => positionOf(each).offset).toSorted((a, b) => a - b);
    expect(offsets).toEqual(counted(1, 300));
    for (const log of logs) {
      expect(offsetsOf((await readSafely(log, room, { limit: 300 })).entries)).toEqual(offsets);
    }
  });

  promised('append gives every entry an offset of its own when many are appended at once', async () => {
    const { log } = await openLog(open);
    const room = freshRoom();

    const appended = await Promise.all(Array.from({ length: 300 }, () => log.append(room, freshDraft())));

    const offsets = appended.map((each) => positionOf(each).offset);
    expect(offsets.toSorted((a, b) => a - b)).toEqual(counted(1, 300));
  });

  promised('append answers only after the entry can be read, also by another process', async () => {
    const { log, second = log } = await openLog(open);
    const room = freshRoom();

    for (let index = 0; index < 20; index++) {
      const position = positionOf(await log.append(room, freshDraft()));
      const { head, entries } = await readSafely(second, room, { limit: 1 });
      expect([head, offsetsOf(entries)]).toEqual([position.offset, [position.offset]]);
    }
  });

  promised('append seals the same bytes as sealEntry', async () => {
    const { log } = await openLog(open);
    const room = freshRoom();
    const author = { id: 'a"b\\c', name: 'Zoë 👩‍👩‍👧' };
    const message = {
      id: freshDraft().id,
      text: '"quotes" \\ \n\t %s {} \u2028 日本語 🎉',
      place: { x: 0.1, y: -1e9 },
    };
    const draft = draftMessage(message, author);

    const appended = await log.append(room, draft);
    const { entries } = await readSafely(log, room, { limit: 1 });

    if (appended.outcome === 'refused') throw new Error('It has no rate that could refuse it');
    expect(entries).toEqual([sealEntry(1, appended.at, draft.body)]);
    expect(JSON.parse(entries[0]!.json)).toMatchObject({ kind: 'message', author, ...message });
  });

  promised('append gives times that never go back within a room', async () => {
    const { log, advance } = await openLog(open);
    const room = freshRoom();

    for (let index = 0; index < 10; index++) {
      await fill(log, room, 3);
      await advance(1);
    }

    const times = (await readSafely(log, room, { limit: 30 })).entries.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  promised('a second append with the same room, visitor and id adds nothing and answers with the first', async () => {
    const { log, second = log } = await openLog(open);
    const room = freshRoom();
    const visitor = freshVisitor();
    const said = freshDraft(visitor, 'first');

    const first = await log.append(room, said);
    await fill(log, room, 3);
    const again = await second.append(room, { ...said, body: freshDraft(visitor, 'changed').body });

    expect(again).toEqual({ ...first, outcome: 'duplicate' });
    const { head, entries } = await readSafely(log, room, { limit: 10 });
    expect([head, JSON.parse(entries[0]!.json).text]).toEqual([4, 'first']);
  });

  promised('one message that processes append at the same time is one entry', async () => {
    const { log, second = log } = await openLog(open);
    const logs = [log, second];
    const room = freshRoom();
    const said = freshDraft();

    const appended = await Promise.all(Array.from({ length: 100 }, (_, index) => logs[index % 2]!.append(room, said)));

    expect(appended.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
    expect(appended.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(99);
    expect(new Set(appended.map((each) => JSON.stringify(positionOf(each)))).size).toBe(1);
    expect((await readSafely(log, room, { limit: 10 })).head).toBe(1);
  });

  promised('the same id of another visitor, or in another room, is another message', async () => {
    const { log } = await openLog(open);
    const [room, other] = [freshRoom(), freshRoom()];
    const said = freshDraft();

    const appended = [
      await log.append(room, said),
      await log.append(room, { ...said, visitorId: freshVisitor().id }),
      await log.append(other, said),
    ];

    expect(appended.map(({ outcome }) => outcome)).toEqual(['appended', 'appended', 'appended']);
    expect(appended.map((each) => positionOf(each).offset)).toEqual([1, 2, 1]);
  });

  promised('a message id is remembered for as long as LIMITS.dedupeMs and then forgotten', async () => {
    const { log, advance } = await openLog(open, { entries: 10, seconds: 1 });
    const room = freshRoom();
    const said = freshDraft();
    await log.append(room, said);

    await advance(LIMITS.dedupeMs - 1);
    const within = await log.append(room, said);
    await advance(2);
    const after = await log.append(room, said);

    expect([within.outcome, after.outcome]).toEqual(['duplicate', 'appended']);
    expect(positionOf(after)).not.toEqual(positionOf(within));
  });

  promised('an append that its rate refuses adds nothing and says when to try again', async () => {
    const { log, advance } = await openLog(open);
    const room = freshRoom();
    const visitor = freshVisitor();
    const rate = { perMinute: 600, burst: 2 };
    const drafts = Array.from({ length: 3 }, () => freshDraft(visitor));

    const answers = [];
    for (const draft of drafts) answers.push(await log.append(room, draft, rate));
    const refused = answers[2]!;

    expect(answers.map(({ outcome }) => outcome)).toEqual(['appended', 'appended', 'refused']);
    expect((await readSafely(log, room, { limit: 10 })).head).toBe(2);
    if (refused.outcome !== 'refused') throw new Error('The third is refused');
    expect(refused.retryAfterMs).toBeGreaterThan(0);
    expect(refused.retryAfterMs).toBeLessThanOrEqual(100);
    await advance(refused.retryAfterMs);
    expect(await log.append(room, drafts[2]!, rate)).toMatchObject({ outcome: 'appended', position: { offset: 3 } });
  });

  promised('a visitor is counted over all rooms and processes, and each visitor for itself', async () => {
    const { log, second = log } = await openLog(open);
    const logs = [log, second];
    const [visitor, other] = [freshVisitor(), freshVisitor()];
    const rate = { perMinute: 1, burst: 20 };

    const appended = await Promise.all(
      Array.from({ length: 50 }, (_, index) => logs[index % 2]!.append(freshRoom(), freshDraft(visitor), rate)),
    );

    expect(appended.filter(({ outcome }) => outcome === 'appended')).toHaveLength(20);
    expect(appended.filter(({ outcome }) => outcome === 'refused')).toHaveLength(30);
    expect((await log.append(freshRoom(), freshDraft(other), rate)).outcome).toBe('appended');
  });

  promised('a duplicate does not count against the rate, and is answered when the rate is spent', async () => {
    const { log, second = log } = await openLog(open);
    const room = freshRoom();
    const visitor = freshVisitor();
    const rate = { perMinute: 1, burst: 2 };
    const said = freshDraft(visitor);
    await log.append(room, said, rate);

    for (let index = 0; index < 30; index++) {
      expect((await (index % 2 ? log : second).append(room, said, rate)).outcome).toBe('duplicate');
    }
    const last = await log.append(room, freshDraft(visitor), rate);
    const spent = await log.append(room, freshDraft(visitor), rate);
    const again = await log.append(room, said, rate);

    expect([last.outcome, spent.outcome, again.outcome]).toEqual(['appended', 'refused', 'duplicate']);
  });

  promised('a message that was refused was not said: its id is not taken', async () => {
    const { log } = await openLog(open);
    const room = freshRoom();
    const visitor = freshVisitor();
    const rate = { perMinute: 1, burst: 1 };
    const said = freshDraft(visitor);
    await log.append(room, freshDraft(visitor), rate);

    const refused = await log.append(room, said, rate);
    const unhurried = await log.append(room, said);

    expect([refused.outcome, unhurried.outcome]).toEqual(['refused', 'appended']);
  });
}
