import { parseClientFrame } from '#chat';
import { type FuzzFrame, fuzzFrame } from './fuzz-frames.ts';
import { FuzzSocket } from './fuzz-socket.ts';
import { eventually } from './patience.ts';
import { Peer } from './peer.ts';
import { randomSeeded } from './random-seeded.ts';
import { signToken } from './token.ts';

export interface FuzzPlan {
  readonly frames: number;
  readonly seed: number;
}

/** What a place answered to all that. */
export interface FuzzReport {
  readonly frames: number;
  readonly perSecond: number;
  /** Those that were not behind one that ended their socket. */
  readonly lookedAt: number;
  /** How many sockets it took: a frame may end its socket. */
  readonly sockets: number;
  /** How often each answer came: the code of a fault, the type of another frame, the code of a close. */
  readonly answers: Readonly<Record<string, number>>;
  /** What was not answered, answered too often, or answered with what no server says, in words. */
  readonly wrong: readonly string[];
}

/**
 * Sockets at one time, each in a room of its own, and frames that are sent before their answers are waited for: few, as those
 * behind one that ends the socket are not looked at.
 */
const SOCKETS = 32;
const WINDOW = 32;

/** A frame with how often it must be answered, and how often it may be. */
export interface DueFrame extends FuzzFrame {
  readonly least: 0 | 1;
  readonly most: 0 | 1;
}

/** These are answered only when they are wrong; what is wrong about them may be seen late. */
const UNANSWERED: ReadonlySet<string> = new Set(['typing', 'cursor', 'got']);

function dueFrame(frame: FuzzFrame): DueFrame {
  if (frame.binary || typeof frame.data !== 'string') return { ...frame, least: 1, most: 1 };
  try {
    const { type } = parseClientFrame(frame.data);
    return { ...frame, least: UNANSWERED.has(type) ? 0 : 1, most: 1 };
  } catch {
    return { ...frame, least: 1, most: 1 };
  }
}

/** Says so many frames at a place that know the protocol and break it, and holds what comes back against what must. */
export async function runFuzz(url: string, { frames, seed }: FuzzPlan): Promise<FuzzReport> {
  const random = randomSeeded(seed);
  const token = await signToken({ sub: 'fuzz' });
  // Made before the clock runs: what is measured is the place.
  const due = Array.from({ length: frames }, () => dueFrame(fuzzFrame(random, token)));
  const control = await Peer.enter(url, 'fuzz-0', await signToken({ sub: 'control' }));
  const answers: Record<string, number> = {};
  const wrong: string[] = [];
  let next = 0;
  let sockets = 0;
  let lookedAt = 0;
  const begun = performance.now();
  const work = async (index: number) => {
    while (next < due.length) {
      sockets++;
      const socket = await FuzzSocket.enter(url, `fuzz-${index}`, token);
      while (!socket.isOver && next < due.length) {
        const window = due.slice(next, next + WINDOW);
        next += window.length;
        socket.send(window);
        await eventually(() => socket.isAnswered || undefined, 'answers').catch(() => wrong.push(socket.debt));
      }
      socket.settle(answers, wrong);
      lookedAt += socket.lookedAt;
    }
  };
  await Promise.all(Array.from({ length: SOCKETS }, (_, index) => work(index)));
  const seconds = (performance.now() - begun) / 1_000;
  const ack = await control.tell('all of that was others');
  if (ack.position.offset < 1) wrong.push('whoever did nothing wrong cannot speak');
  control.break();
  const perSecond = Math.round(lookedAt / seconds);
  return { frames, perSecond, lookedAt, sockets, answers, wrong: wrong.slice(0, 20) };
}
