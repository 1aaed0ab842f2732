import { describe, expect, onTestFinished } from 'vitest';
import type { Ephemeral, Motions, RoomId } from '#chat';
import { freshRoom } from './fresh.ts';
import { eventually } from './patience.ts';
import { type Exception, type Promised, promises } from './suite.ts';

/** Two processes of one store. */
export interface OpenedMotions {
  readonly here: Motions;
  readonly there: Motions;
  /** Cuts every line that listens; each is made again. */
  sever(): Promise<void>;
  close(): Promise<void>;
}

export interface MotionsRunner {
  readonly name: string;
  open(): Promise<OpenedMotions>;
  readonly except?: readonly Exception[];
}

/** What every keeper of `Motions` promises: one test for each MUST of the port, and what follows from them. */
export function motionsSuite({ name, open, except = [] }: MotionsRunner): void {
  describe(`Motions: ${name}`, () => {
    promises(except, (promised) => promiseCarrying(open, promised));
  });
}

let marks = 0;

function motion(key = 'cursor s1'): Ephemeral {
  return { key, frame: `{"type":"cursor","session":"s1","mark":${++marks},"text":"two\\nlines"}` };
}

/** Follows a room, and publishes from the other side until something came. */
async function joined(opened: OpenedMotions, room: RoomId, follower: Motions = opened.there) {
  const heard: Ephemeral[] = [];
  const stop = follower.follow(room, (ephemeral) => heard.push(ephemeral));
  onTestFinished(stop);
  const publisher = follower === opened.there ? opened.here : opened.there;
  await comes(publisher, room, heard);
  return { heard, stop };
}

async function comes(publisher: Motions, room: RoomId, heard: readonly Ephemeral[]): Promise<void> {
  const before = heard.length;
  await eventually(async () => {
    publisher.publish(room, motion());
    return heard.length > before || undefined;
  }, 'the line to be there');
}

function promiseCarrying(open: MotionsRunner['open'], promised: Promised): void {
  const opened = async () => {
    const both = await open();
    onTestFinished(() => both.close());
    return both;
  };

  promised('what is published in a room reaches who follows it at another process, byte for byte', async () => {
    const both = await opened();
    const room = freshRoom();
    const { heard } = await joined(both, room);
    const told = [motion('typing s1'), motion('cursor s2')];

    for (const each of told) both.here.publish(room, { ...each, except: 's1' });

    await eventually(async () => heard.some(({ frame }) => frame === told[1]?.frame) || undefined, 'both');
    const frames = told.map(({ frame }) => frame);
    expect(heard.filter(({ frame }) => frames.includes(frame))).toEqual(told);
  });

  promised('no process is told what it published itself', async () => {
    const both = await opened();
    const room = freshRoom();
    const own: Ephemeral[] = [];
    onTestFinished(both.here.follow(room, (ephemeral) => own.push(ephemeral)));
    const { heard } = await joined(both, room);
    const last = motion();

    both.here.publish(room, last);

    await eventually(async () => heard.some(({ frame }) => frame === last.frame) || undefined, 'the last');
    expect(own).toEqual([]);
  });

  promised('a room hears nothing of another, and nothing after it has stopped', async () => {
    const both = await opened();
    const [room, other] = [freshRoom(), freshRoom()];
    const { heard, stop } = await joined(both, room);
    const { heard: heardThere } = await joined(both, other);
    const before = heard.length;

    both.here.publish(other, motion());
    stop();
    both.here.publish(room, motion());
    await comes(both.here, other, heardThere);

    expect(heard).toHaveLength(before);
  });

  promised('a line that broke is made again', async () => {
    const both = await opened();
    const room = freshRoom();
    const { heard } = await joined(both, room);

    await both.sever();

    await comes(both.here, room, heard);
  });

  promised('nothing is thrown, and nothing waits, when it is closed', async () => {
    const both = await opened();
    const room = freshRoom();
    await joined(both, room);

    await both.close();

    both.here.publish(room, motion());
    both.there.follow(room, () => {})();
  });
}
