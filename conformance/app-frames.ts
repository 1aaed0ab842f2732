import { expect } from 'vitest';
import { FAULTS, type FaultCode, LIMITS } from '#chat';
import type { Behaviours, Scene } from './app-scene.ts';

const ID = 'message-bad';
const say = (more: object) => JSON.stringify({ type: 'say', id: ID, text: 'hello', ...more });
const sayId = (id: unknown) => JSON.stringify({ type: 'say', id, text: 'hello' });

/** What somebody may send that is wrong: each gets its fault, and the conversation goes on. */
const BAD_FRAMES: ReadonlyArray<readonly [what: string, code: FaultCode, ...frames: string[]]> = [
  ['that is not JSON', 'bad-json', '{"type":', 'hello', ''],
  ['that is JSON and no object', 'bad-json', '[]', '7', 'null', '"say"', '[{"type":"ping"}]'],
  ['that nests without end', 'bad-json', '['.repeat(4000), `{"type":"say","a":${'['.repeat(9)}${']'.repeat(9)}}`],
  ['of a type that does not exist', 'unknown-frame', '{}', '{"type":"shout"}', '{"type":7}', '{"type":null}'],
  ['of a type that only objects have', 'unknown-frame', '{"type":"__proto__"}', '{"type":"constructor"}'],
  ['that only a server sends', 'unknown-frame', '{"type":"welcome"}', '{"type":"ack","id":"message-bad"}'],
  ['with a field that does not exist', 'bad-frame', say({ to: 'all' }), '{"type":"ping","at":1}'],
  ['with a prototype in it', 'bad-frame', `{"type":"say","id":"${ID}","text":"hello","__proto__":{"admin":true}}`],
  ['without a text', 'bad-frame', JSON.stringify({ type: 'say', id: ID })],
  ['whose text is no text', 'bad-frame', say({ text: 7 }), say({ text: null }), say({ text: ['hello'] })],
  ['without an id', 'bad-message-id', '{"type":"say","text":"hello"}'],
  ['whose id is none', 'bad-message-id', sayId('short'), sayId('x'.repeat(65)), sayId('no spaces'), sayId(12345678)],
  ['whose place is not a number', 'bad-json', `{"type":"say","id":"${ID}","text":"hello","place":{"x":NaN,"y":0}}`],
  ['whose place is endless', 'bad-frame', `{"type":"say","id":"${ID}","text":"hello","place":{"x":1e999,"y":0}}`],
  ['whose place is too far', 'bad-frame', say({ place: { x: 0, y: -(LIMITS.placeReach + 1) } })],
  ['whose place is half a place', 'bad-frame', say({ place: { x: 1 } }), say({ place: {} }), say({ place: null })],
  ['whose place has a third side', 'bad-frame', say({ place: { x: 1, y: 2, z: 3 } })],
  [
    'without words',
    'text-empty',
    say({ text: '' }),
    say({ text: ' \n\t ' }),
    say({ text: '\u200b\u2060\u202e\u0000' }),
  ],
  ['with too many words', 'text-too-long', say({ text: 'x'.repeat(LIMITS.textBytes + 1) })],
  ['with too many bytes in few letters', 'text-too-long', say({ text: '€'.repeat(LIMITS.textBytes / 3 + 1) })],
];

async function proveBadFrame(scene: Scene, code: FaultCode, frames: readonly string[]): Promise<void> {
  const peer = await scene.enter('eve');
  for (const frame of frames) peer.send(frame);
  const ack = await peer.tell('and still here');

  expect(ack.position.offset).toBe(1);
  await peer.until(() => peer.all('fault').length === frames.length || undefined, `${frames.length} faults`);
  for (const fault of peer.all('fault')) {
    expect(fault.code).toBe(code);
    expect(fault.message.startsWith(FAULTS[code].sentence)).toBe(true);
  }
  expect((await peer.heard(1)).map(({ text }) => text)).toEqual(['and still here']);
  expect(peer.isOpen).toBe(true);
}

const BAD: Behaviours = Object.fromEntries(
  BAD_FRAMES.map(([what, code, ...frames]) => [
    `a frame ${what} is told "${code}", and the socket lives`,
    (scene: Scene) => proveBadFrame(scene, code, frames),
  ]),
);

/** What comes over a socket that is not as it should be. */
export const FRAMES: Behaviours = {
  ...BAD,

  async 'a fault names the message that it is about, where that can be read'(scene) {
    const peer = await scene.enter('eve');

    peer.say('', { id: 'message-1' });
    peer.send({ type: 'say', id: 'message-2', text: 'hello', to: 'all' });
    peer.send('{"type":');

    await peer.until(() => peer.all('fault').length === 3 || undefined, 'three faults');
    const ids = peer.all('fault').map(({ code, id }) => `${code} ${id}`);
    expect(ids.toSorted()).toEqual(['bad-frame message-2', 'bad-json undefined', 'text-empty message-1']);
  },

  async 'a prototype that comes as a field changes nothing for anybody'(scene) {
    const [eve, ada] = [await scene.enter('eve'), await scene.enter('ada', { at: 'reader' })];

    eve.send('{"type":"say","id":"message-1","text":"hello","__proto__":{"text":"polluted","place":{"x":1,"y":1}}}');
    eve.send('{"type":"say","id":"message-2","text":"hello","constructor":{"prototype":{"text":"polluted"}}}');
    await ada.tell('clean');

    await eve.until(() => eve.all('fault').length === 2 || undefined, 'two faults');
    const [entry] = await ada.heard(1);
    expect([entry?.text, entry?.place]).toEqual(['clean', undefined]);
  },

  async 'a binary frame is told "bad-frame", and the socket lives'(scene) {
    const peer = await scene.enter('eve');

    peer.send(Buffer.from('{"type":"ping"}'));

    expect((await peer.frame('fault')).code).toBe('bad-frame');
    await peer.tell('still here');
  },

  async 'a position in the first frame that is none is told "bad-position", and another may follow'(scene) {
    const peer = await scene.knock();
    const token = await scene.token('ada');
    const bad = [
      { epoch: 'e' },
      { epoch: 'no:colon', offset: 1 },
      { epoch: 'e', offset: -1 },
      { epoch: 'e', offset: 0.5 },
    ];
    for (const after of [...bad, 'e:1', null]) peer.send({ type: 'authenticate', token, after });
    await peer.until(() => peer.all('fault').length === 6 || undefined, 'six faults');

    peer.send({ type: 'authenticate', token });

    await peer.frame('welcome');
    expect([...new Set(peer.all('fault').map(({ code }) => code))]).toEqual(['bad-position']);
  },

  async 'a token that is no text is refused and closes'(scene) {
    const peer = await scene.knock();

    peer.send({ type: 'authenticate', token: { sub: 'ada' } });

    expect((await peer.frame('fault')).code).toBe('token-invalid');
    expect(await peer.closed).toBe(4401);
  },

  async 'the exact text of a ping is answered with the exact text of a pong, before and after the token'(scene) {
    const [stranger, ada] = [await scene.knock(), await scene.enter('ada')];

    stranger.send('{"type":"ping"}');
    ada.send('{"type":"ping"}');

    await stranger.frame('pong');
    await ada.frame('pong');
    expect(stranger.texts).toEqual(['{"type":"pong"}']);
    expect(ada.texts).toContain('{"type":"pong"}');
  },

  async 'a ping that is written in another way is answered too'(scene) {
    const ada = await scene.enter('ada');

    ada.send('{ "type" : "ping" }');

    expect(await ada.frame('pong')).toEqual({ type: 'pong' });
  },

  async 'a goodbye with 1000 is answered with 1000'(scene) {
    const ada = await scene.enter('ada');

    expect(await ada.close()).toBe(1000);
  },
};
