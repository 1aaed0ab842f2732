import { LIMITS } from '#chat';
import { oneOf } from './random-seeded.ts';

/** What a client puts on the wire: text, bytes that say they are text, or bytes. */
export interface FuzzFrame {
  readonly data: string | Buffer;
  readonly binary: boolean;
}

type Fields = Record<string, unknown>;
type Random = () => number;

const POSITION = { epoch: 'e1', offset: 1 };
const PLACE = { x: 1, y: -2.5 };

/** One whole frame of each type, most of what may be in it included. */
function wholeFrames(token: string): [Fields, ...Fields[]] {
  return [
    { type: 'say', id: 'message-1', text: 'hello', place: PLACE },
    { type: 'ping' },
    { type: 'edit', id: 'message-2', target: POSITION, text: 'other' },
    { type: 'delete', id: 'message-3', target: POSITION },
    { type: 'react', id: 'message-4', target: POSITION, emoji: '👍' },
    { type: 'unreact', id: 'message-5', target: POSITION, emoji: '👍' },
    { type: 'mute', id: 'message-6', visitorId: 'bob', seconds: 60 },
    { type: 'unmute', id: 'message-7', visitorId: 'bob' },
    { type: 'kick', id: 'message-8', visitorId: 'bob' },
    { type: 'typing', id: 'message-9', text: 'hel', place: PLACE },
    { type: 'cursor', place: PLACE },
    { type: 'got', position: POSITION },
    { type: 'authenticate', token, after: POSITION, got: true },
  ];
}

/** Values that have broken parsers, one kind each. */
const STRANGE: readonly [unknown, ...unknown[]] = [
  null,
  true,
  '',
  ' ',
  0,
  -1,
  2 ** 53,
  1.5,
  Number.MAX_VALUE,
  [],
  {},
  [[[[]]]],
  [POSITION],
  '\u0000',
  '\ud800',
  '\u202eabc',
  '\u200b'.repeat(50),
  'Z̷̢̛͈̬̠'.repeat(20),
  '👨‍👩‍👧‍👦'.repeat(40),
  '__proto__',
  'constructor',
  'x'.repeat(LIMITS.textBytes + 1),
  '日'.repeat(LIMITS.textBytes / 3),
  '../../etc/passwd',
  '%s%n',
  '\r\nXADD',
  '{"type":"ping"}',
];

const TYPES: readonly [string, ...string[]] = [
  'welcome',
  'toString',
  '',
  'SAY',
  'say ',
  'fault',
  'entries',
  '__proto__',
];

/** A change of what a frame says. */
const CHANGES: readonly [(fields: Fields, random: Random) => void, ...Array<(fields: Fields, random: Random) => void>] =
  [
    (fields, random) => {
      delete fields[keyOf(fields, random)];
    },
    (fields, random) => {
      fields[keyOf(fields, random)] = structuredClone(oneOf(STRANGE, random));
    },
    (fields, random) => {
      const key = keyOf(fields, random);
      const { [key]: value } = fields;
      delete fields[key];
      fields[`${key}${oneOf(['', ' ', 's', '\u0000'], random)}x`] = value;
    },
    (fields, random) => {
      fields[oneOf(['extra', 'polluted', 'then', 'toJSON', 'length'], random)] = structuredClone(
        oneOf(STRANGE, random),
      );
    },
    (fields, random) => {
      fields.type = oneOf(TYPES, random);
    },
    (fields, random) => {
      const inner = Object.values(fields).filter((value) => typeof value === 'object' && value !== null);
      const [object = fields] = inner;
      change(object as Fields, random);
    },
  ];

function change(fields: Fields, random: Random): void {
  const key = keyOf(fields, random);
  if (random() < 0.3) delete fields[key];
  else fields[key] = structuredClone(oneOf(STRANGE, random));
}

function keyOf(fields: Fields, random: Random): string {
  const [first = 'type', ...others] = Object.keys(fields);
  return oneOf([first, ...others], random);
}

/** A change of how it is written: things that JSON has and `JSON.stringify` does not make. */
const SCRIBBLES: readonly [
  (text: string, random: Random) => string,
  ...Array<(text: string, random: Random) => string>,
] = [
  (text, random) => text.slice(0, Math.floor(random() * text.length)),
  (text, random) => spliced(text, random, String.fromCharCode(Math.floor(random() * 0x250))),
  (text, random) => spliced(text, random, '', 1 + Math.floor(random() * 4)),
  (text) => text.replace(/-?\d+(\.\d+)?/, '1e999'),
  (text) => text.replace(/-?\d+(\.\d+)?/, 'NaN'),
  (text) => text.replace('{', '{"__proto__":{"polluted":true},'),
  (text) => text.replace('{', '{"type":"ping",'),
  (text) => text.replace('"type"', '"\\u0074ype"'),
  (text) => `${text}${text}`,
  (text) => `[${text}]`,
  (text) => `\ufeff${text}`,
  (text) => text.replace(':', `:${'['.repeat(2_000)}`),
  (text) => text.replace(':', `:${'{"a":'.repeat(300)}1${'}'.repeat(300)},"b":`),
  (text) => text.replace('"', "'"),
  (text) => `${' '.repeat(500)}${text}`,
];

function spliced(text: string, random: Random, put: string, cut = 0): string {
  const at = Math.floor(random() * text.length);
  return text.slice(0, at) + put + text.slice(at + cut);
}

/** How many of a hundred frames are no text in UTF-8, or no text at all. */
const BROKEN_BYTES = 0.1;
const BINARY = 3;
/** How many of all bring another token: one that is wrong ends its socket, and what is behind it is not looked at. */
const RENEWED = 0.01;

/** A frame that knows the protocol and keeps to some of it; every tenth keeps to all of it. */
export function fuzzFrame(random: Random, token: string): FuzzFrame {
  const renewed = random() < RENEWED;
  const fields: Fields = structuredClone(renewed ? { type: 'refresh', token } : oneOf(wholeFrames(token), random));
  // Different ids, so that not every message after the first has been said before.
  if (typeof fields.id === 'string') fields.id += `-${Math.floor(random() * 2 ** 31).toString(36)}`;
  let text = JSON.stringify(fields);
  if (random() > 0.1) {
    const changes = Math.floor(random() * 3);
    for (let count = 0; count < changes; count++) oneOf(CHANGES, random)(fields, random);
    text = JSON.stringify(fields);
    if (changes === 0 || random() < 0.3) text = oneOf(SCRIBBLES, random)(text, random);
  }
  const luck = random() * 100;
  if (luck < BROKEN_BYTES)
    return { data: Buffer.concat([Buffer.from(text), Buffer.from([0xc3, 0x28])]), binary: false };
  return luck < BROKEN_BYTES + BINARY ? { data: Buffer.from(text), binary: true } : { data: text, binary: false };
}
