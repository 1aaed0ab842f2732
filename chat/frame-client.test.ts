import { describe, expect, test } from 'vitest';
import { ChatFault } from './fault.ts';
import { encodeClientFrame, PING, parseClientFrame, salvageId } from './frame-client.ts';
import { LIMITS } from './limits.ts';

function codeOf(text: string): string {
  try {
    return `read as ${parseClientFrame(text).type}`;
  } catch (error) {
    return error instanceof ChatFault ? error.code : String(error);
  }
}

function say(fields: object): string {
  return JSON.stringify({ type: 'say', id: 'message-a', text: 'hello', ...fields });
}

const DEEP = LIMITS.jsonDepth;

test.each([
  ['nothing', '', 'bad-json'],
  ['half an object', '{"type":"ping"', 'bad-json'],
  ['an array', '[]', 'bad-json'],
  ['an array of frames', '[{"type":"ping"}]', 'bad-json'],
  ['null', 'null', 'bad-json'],
  ['a number', '7', 'bad-json'],
  ['a string', '"ping"', 'bad-json'],
  ['two objects', '{"type":"ping"}{"type":"ping"}', 'bad-json'],
  ['NaN', say({ place: 0 }).replace('0}', 'NaN}'), 'bad-json'],
  ['brackets without end', '['.repeat(4_000), 'bad-json'],
  ['objects without end', '{"a":'.repeat(800), 'bad-json'],
  ['what nests too deep', `{"type":"ping","a":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}`, 'bad-json'],
  ['no type', '{}', 'unknown-frame'],
  ['a type that is none', '{"type":"shout"}', 'unknown-frame'],
  ['a type of the prototype', '{"type":"toString"}', 'unknown-frame'],
  ['the type "__proto__"', '{"type":"__proto__"}', 'unknown-frame'],
  ['a type that is a number', '{"type":1}', 'unknown-frame'],
  ['a type that is a list', '{"type":["ping"]}', 'unknown-frame'],
  ["a server's frame", '{"type":"welcome"}', 'unknown-frame'],
  ['a field too many', '{"type":"ping","extra":1}', 'bad-frame'],
  ['a type in capitals', '{"type":"PING"}', 'unknown-frame'],
  ['a text that is missing', '{"type":"say","id":"message-a"}', 'bad-frame'],
  ['a text that is a number', say({ text: 5 }), 'bad-frame'],
  ['a text that is null', say({ text: null }), 'bad-frame'],
  ['an id that is missing', '{"type":"say","text":"hello"}', 'bad-message-id'],
  ['an id that is an object', say({ id: {} }), 'bad-message-id'],
  ['an author of their own', say({ author: { id: 'eve' } }), 'bad-frame'],
  ['an offset of their own', say({ offset: 1 }), 'bad-frame'],
  ['a place without y', say({ place: { x: 1 } }), 'bad-frame'],
  ['a place of text', say({ place: { x: '1', y: '2' } }), 'bad-frame'],
  ['a place with z', say({ place: { x: 1, y: 2, z: 3 } }), 'bad-frame'],
  ['a place beyond reach', say({ place: { x: 1e9 + 1, y: 0 } }), 'bad-frame'],
  ['a place without end', say({ place: { x: 0, y: 0 } }).replace('"y":0', '"y":1e999'), 'bad-frame'],
  ['a token that is missing', '{"type":"authenticate"}', 'token-invalid'],
  ['a token that is empty', '{"type":"authenticate","token":""}', 'token-invalid'],
  ['a token that is a list', '{"type":"refresh","token":["a"]}', 'token-invalid'],
  ['a position of text', '{"type":"authenticate","token":"a","after":"e1:5"}', 'bad-position'],
  ['a position of null', '{"type":"authenticate","token":"a","after":null}', 'bad-position'],
  ['an offset below 0', '{"type":"authenticate","token":"a","after":{"epoch":"e1","offset":-1}}', 'bad-position'],
  ['half an offset', '{"type":"authenticate","token":"a","after":{"epoch":"e1","offset":1.5}}', 'bad-position'],
  [
    'an offset beyond numbers',
    '{"type":"authenticate","token":"a","after":{"epoch":"e1","offset":1e300}}',
    'bad-position',
  ],
  ['an epoch with a colon', '{"type":"authenticate","token":"a","after":{"epoch":"e:1","offset":1}}', 'bad-position'],
  [
    'an epoch that is too long',
    `{"type":"authenticate","token":"a","after":{"epoch":"${'e'.repeat(33)}","offset":1}}`,
    'bad-position',
  ],
  ['too much', say({ text: 'x'.repeat(LIMITS.frameBytes) }), 'frame-too-large'],
  ['too many bytes in few letters', say({ text: '語'.repeat(LIMITS.frameBytes / 3) }), 'frame-too-large'],
])('%s is refused', (_name, text, code) => {
  expect(codeOf(text)).toBe(code);
});

describe('what is right is read', () => {
  test.each([
    { type: 'ping' as const },
    { type: 'refresh' as const, token: 'a.b.c' },
    { type: 'authenticate' as const, token: 'a.b.c' },
    { type: 'authenticate' as const, token: 'a.b.c', after: { epoch: 'e1', offset: 0 } },
    { type: 'say' as const, id: 'message-a', text: '{[{[{[{[{[ "\\ 👋' },
    { type: 'say' as const, id: 'message-a', text: '"[[[[[[[[[[[[' },
    { type: 'say' as const, id: 'message-a', text: 'here', place: { x: -1e9, y: 0.25 } },
  ])('%o', (frame) => {
    expect(parseClientFrame(encodeClientFrame(frame))).toEqual(frame);
  });

  test('up to the last byte', () => {
    const text = say({ text: 'x'.repeat(LIMITS.frameBytes - say({ text: '' }).length) });

    expect([text.length, codeOf(text), codeOf(`${text} `)]).toEqual([4096, 'read as say', 'frame-too-large']);
  });

  test('in the exact text that the edge answers by itself', () => {
    expect(encodeClientFrame({ type: 'ping' })).toBe(PING);
  });
});

test('a prototype in a frame changes nothing', () => {
  const frames = ['{"type":"ping","__proto__":{"polluted":true}}', '{"type":"ping","constructor":{"prototype":{}}}'];

  for (const frame of frames) expect(['bad-frame', 'read as ping']).toContain(codeOf(frame));

  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test('the sentence names the field that is wrong', () => {
  expect(() => parseClientFrame(say({ place: { x: 1, y: 'up' } }))).toThrow(/"place\.y" of "say"/);
});

test('the id of a frame that is wrong is salvaged, if there is one', () => {
  const frames = [say({ text: 5 }), '{"type":"say","id":7}', '{"id":', '[]', say({ id: 'x'.repeat(100) })];

  expect(frames.map(salvageId)).toEqual(['message-a', undefined, undefined, undefined, 'x'.repeat(64)]);
  expect(salvageId(say({ text: 'x'.repeat(100_000) }))).toBeUndefined();
});
