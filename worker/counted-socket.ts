import { CLOSES } from '#chat';
import type { CountReports } from './count-reports.ts';
import { Unanswered } from './unanswered.ts';

/** Sockets that say nothing are told of again so often, in milliseconds. */
const BEAT_MS = 60_000;
const ACKNOWLEDGED = '{"type":"ack"';
const AGAIN = '"duplicate":true';

/**
 * A socket that goes through the edge to the pods, counted: that it is open, and what the pods acknowledge. Its frames
 * pass as they are, until too much waits for an end that does not take it: then both are closed, as slow. What is not a
 * socket is given back; one that was refused is counted as that.
 */
export function countedSocket(
  response: Response,
  counts: CountReports,
  later: (work: Promise<void>) => void,
): Response {
  const pods = response.webSocket;
  if (pods === null) {
    if (response.status >= 400) counts.meter.count('rejected', 1);
    return response;
  }
  const [client, visitor] = Object.values(new WebSocketPair()) as [WebSocket, WebSocket];
  pods.accept({ allowHalfOpen: true });
  visitor.accept({ allowHalfOpen: true });
  counts.meter.count('opened', 1);
  counts.meter.count('connections', 1);
  const beat = setInterval(() => later(counts.beat(BEAT_MS)), BEAT_MS);
  const slow = () => {
    end();
    for (const socket of [visitor, pods]) quietly(() => socket.close(4508, CLOSES[4508].name));
    return undefined;
  };
  let over = false;
  const end = () => {
    if (over) return;
    over = true;
    clearInterval(beat);
    counts.meter.count('connections', -1);
    later(counts.tell());
  };
  const waiting = new Unanswered();
  pass(pods, visitor, end, (frame) => {
    if (typeof frame === 'string' && frame.startsWith(ACKNOWLEDGED) && !frame.includes(AGAIN)) {
      counts.meter.count('messages', 1);
      later(counts.tell());
    }
    return waiting.toVisitor(frame) ?? slow();
  });
  pass(visitor, pods, end, (frame) => waiting.toPods(frame, Date.now()) ?? slow());
  return new Response(null, { status: 101, webSocket: client, headers: response.headers });
}

type Frame = string | ArrayBuffer;

/** `turn` gives what is sent in place of a frame, if anything is. */
function pass(from: WebSocket, to: WebSocket, end: () => void, turn: (frame: Frame) => Frame | undefined): void {
  from.binaryType = 'arraybuffer';
  from.addEventListener('message', ({ data }) => {
    const frame = turn(data as Frame);
    if (frame !== undefined) quietly(() => to.send(frame));
  });
  from.addEventListener('close', ({ code, reason }) => {
    end();
    // 1005 and 1006 are only seen, never sent.
    quietly(() => (code === 1005 ? to.close() : to.close(code === 1006 ? 1011 : code, reason)));
  });
  from.addEventListener('error', () => {
    end();
    quietly(() => to.close(1011, 'internal'));
  });
}

/** It closed a moment ago: its own event tells. */
function quietly(act: () => void): void {
  try {
    act();
  } catch {}
}
