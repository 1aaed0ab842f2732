import type { FaultCode, ServerFrame } from '#chat';
import { eventually } from './patience.ts';
import { Peer } from './peer.ts';
import type { RunningPlace } from './place-process.ts';
import { signToken } from './token.ts';

/** What the tests of a bad Redis share: saying with an answer, and looking at a place from outside. */

export type Answer = Extract<ServerFrame, { type: 'ack' | 'fault' }>;

/**
 * How much later than promised an answer may come, in milliseconds: a test among others on a busy machine is given a lot,
 * `npm run test:faults` next to nothing.
 */
const SLACK_MS = Number(process.env.SLACK_MS ?? 6_000);

/** An append that a Redis keeps waiting is answered within two seconds. */
export const ANSWER_MS = 2_000 + SLACK_MS;
/** What was away is in use again within two seconds. */
export const HEALED_MS = 2_000 + SLACK_MS;
/** A place whose Redis is gone says within three seconds that it is not ready. */
export const NOT_READY_MS = 3_000 + SLACK_MS;

export async function enter(place: RunningPlace, room: string, who: string, after?: Peer): Promise<Peer> {
  return Peer.enter(place.url, room, await signToken({ sub: who, name: who }), after?.position);
}

/** Says something and waits for the answer, whichever it is, and how long that took. */
export async function say(peer: Peer, id: string, text = id): Promise<{ answer: Answer; tookMs: number }> {
  const from = peer.frames.length;
  const begun = performance.now();
  peer.say(text, { id });
  const answer = await peer.until(
    () => peer.frames.slice(from).find((frame): frame is Answer => isAnswer(frame) && frame.id === id),
    `an answer to "${id}"`,
  );
  return { answer, tookMs: performance.now() - begun };
}

/** Says it until it is acknowledged. Returns every answer, and when the last one came after `since`. */
export async function insist(peer: Peer, id: string, since: number): Promise<{ answers: Answer[]; afterMs: number }> {
  const answers: Answer[] = [];
  await eventually(
    async () => {
      const { answer } = await say(peer, id);
      answers.push(answer);
      return answer.type === 'ack' || undefined;
    },
    `"${id}" to be acknowledged`,
    30_000,
  );
  return { answers, afterMs: performance.now() - since };
}

/** `ack`, or the code of the fault. */
export function wordOf({ answer }: { answer: Answer }): FaultCode | 'ack' {
  return answer.type === 'ack' ? 'ack' : (answer.code as FaultCode);
}

function isAnswer(frame: ServerFrame): frame is Answer {
  return frame.type === 'ack' || frame.type === 'fault';
}

export async function statusOf(place: RunningPlace, path: '/ready' | '/health'): Promise<number> {
  const response = await fetch(`${place.url}${path}`);
  await response.body?.cancel();
  return response.status;
}

/** What each check says, by name. */
export async function readiness(place: RunningPlace): Promise<Record<string, string>> {
  const response = await fetch(`${place.url}/ready`);
  return ((await response.json()) as { checks: Record<string, string> }).checks;
}

/** The sum of a pod's metric over its labels; 0 when it was never counted. */
export async function metricOf(pod: RunningPlace, name: string, labels = ''): Promise<number> {
  const { metricsUrl } = JSON.parse(/\{.*"metricsUrl".*\}/.exec(pod.logs())?.[0] ?? '{}') as { metricsUrl?: string };
  const text = await (await fetch(`${metricsUrl}/metrics`)).text();
  const lines = text.split('\n').filter((line) => /^[{ ]/.test(line.slice(name.length)) && line.startsWith(name));
  const fitting = lines.filter((line) => line.includes(labels));
  return fitting.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
