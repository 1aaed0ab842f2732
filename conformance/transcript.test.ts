import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEdge } from './edge-process.ts';
import { within } from './patience.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { fixText, Stage } from './transcript.ts';

let pod: RunningPlace;
let edge: RunningPlace;

beforeAll(async () => {
  [pod, edge] = await Promise.all([startPod(), startEdge()]);
});
afterAll(async () => {
  await Promise.all([pod.stop(), edge.stop()]);
});

const say = (id: string, text: string, more = {}) => JSON.stringify({ type: 'say', id, text, ...more });

/** A short life of a room, with everything that a server can say in it. */
async function play(place: RunningPlace): Promise<string> {
  const stage = new Stage(place, 'stage');
  await stage.enter('ada', { ada: 1 });
  await stage.send('ada', say('message-1', 'hello'), { ada: 2 });
  await stage.send('ada', say('message-1', 'hello'), { ada: 1 });
  await stage.send('ada', say('message-2', 'at\r\na place\u202e', { place: { x: 0.1, y: -1e-7 } }), { ada: 2 });
  // A welcome, two entries in one frame; the other hears of it.
  await stage.enter('bob', { bob: 2, ada: 1 });
  await stage.send('bob', say('message-3', '日本 "quoted" 👩‍👩‍👧‍👦'), { bob: 2, ada: 1 });
  await stage.send('bob', '{"type":"ping"}', { bob: 1 });
  const act = (type: string, id: string, more: object) => JSON.stringify({ type, id, ...more });
  const first = { epoch: await stage.epoch('bob'), offset: 1 };
  await stage.send('ada', act('edit', 'change-01', { target: first, text: 'hello\u202e again' }), { ada: 2, bob: 1 });
  await stage.send('bob', act('react', 'change-02', { target: first, emoji: '👩🏽‍🚀' }), { bob: 2, ada: 1 });
  await stage.send('bob', act('delete', 'change-03', { target: first }), { bob: 1 });
  await stage.send('ada', act('delete', 'change-03', { target: { ...first, offset: 2 } }), { ada: 2, bob: 1 });
  await stage.send('ada', act('kick', 'change-04', { visitorId: 'bob' }), { ada: 1 });
  await stage.send('ada', act('typing', 'message-6', { text: 'h\u0000i', place: { x: -0, y: 1 } }), { bob: 1 });
  await stage.send('bob', act('cursor', 'x', {}), { bob: 1 });
  await stage.send('bob', JSON.stringify({ type: 'cursor', place: { x: 0.1, y: 2 } }), { ada: 1 });
  const wrong = [
    '{"type":',
    '[]',
    '{"type":"shout"}',
    say('short', 'x'),
    say('message-4', '\u200b'),
    say('message-4', 'x'.repeat(3073)),
    say('message-4', 'hello', { to: 'all' }),
    say('message-4', 'hello', { place: { x: 1e10, y: 0 } }),
    '{"type":"authenticate","token":"again"}',
    Buffer.from('{"type":"ping"}'),
  ];
  for (const frame of wrong) await stage.send('bob', frame, { bob: 1 });
  await stage.ask('ada', '/messages');
  await stage.ask('ada', '/messages?limit=2');
  await stage.ask('ada', '/members');
  await stage.ask('ada', '/messages?limit=0');
  await stage.ask('ada', '/messages?after=yesterday');
  await stage.ask('ada', '/messages?after=another:1');
  await stage.ask('ada', '/nothing');
  await stage.ask('ada', '/socket');
  await stage.ask('ada', '/messages', { method: 'PUT', body: '{}' });
  await stage.ask('ada', '/messages', { method: 'POST', body: '{"text":""}' });
  await stage.ask('ada', '/messages', { method: 'POST', body: '{"text":' });
  await stage.ask('ada', '/messages', { method: 'POST', body: '{"text":"hello","id":"message-1"}' });
  await stage.listen('cy', '/events', 4);
  await stage.listen('cy', '/events?after=another:1', 5);
  await stage.send('bob', '{"type":"refresh","token":"no token"}', { bob: 1 });
  await stage.leave('bob', true);
  // Bob's pointer is gone with him, and those who stay are told that he left.
  // A welcome, a gap, three entries in one frame.
  await stage.enter('dan', { dan: 3, ada: 3 }, { after: { epoch: 'another', offset: 1 } });
  await stage.send('dan', `${say('message-5', 'x')}${' '.repeat(4096)}`, { ada: 1 });
  await stage.leave('dan', true);
  await stage.leave('ada');
  return stage.transcript;
}

test('what a pod and the edge say in the same scene is the same, byte for byte', async () => {
  const [atPod, atEdge] = await within(Promise.all([play(pod), play(edge)]), 'both scenes', 25_000);

  expect(atPod.split('\n').length).toBeGreaterThan(45);
  for (const word of ['welcome', 'entries', 'ack', 'fault', 'gap', 'joined', 'left', 'pong', 'typing', 'cursor']) {
    expect(atPod).toContain(`"type":"${word}"`);
  }
  expect(atEdge).toBe(atPod);
});

test('a transcript leaves out what is made at random and nothing else', () => {
  const frame =
    '{"type":"ack","id":"message-1","position":{"epoch":"Zk3","offset":7},"at":1700000000000,"duplicate":false}';

  expect(fixText(frame)).toBe(
    '{"type":"ack","id":"message-1","position":{"epoch":"E","offset":7},"at":0,"duplicate":false}',
  );
});
