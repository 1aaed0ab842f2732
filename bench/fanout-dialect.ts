import { saying } from './fanout-frames.ts';

/** Somebody in the benchmark. */
export interface Person {
  readonly index: number;
  readonly name: string;
  readonly room: string;
  /** What says who it is, where that is asked. */
  readonly token: string;
  /** The length of what it says. */
  readonly textBytes: number;
}

/** How a server is spoken to: only as much of its protocol as a member needs who speaks and listens. */
export interface Dialect {
  /** What is asked for in the upgrade, and with which other headers. */
  upgrade(person: Person): { readonly target: string; readonly headers: Readonly<Record<string, string>> };
  /** What is said first, if anything. */
  readonly hello?: string;
  /** What to say to a frame on the way in, or that one is in. */
  enter(text: string, person: Person): 'entered' | string | undefined;
  /** The frame that says something. */
  say(number: number, person: Person): string;
  /** The answer to a frame that brings no message: what its keepalive wants. */
  answer?(text: string): string | undefined;
  /** Whether a frame complains that something was not done. */
  complains(text: string): boolean;
}

const idOf = (number: number) => `message-${number}`;

const BREAKWATER: Dialect = {
  upgrade: ({ room, token }) => ({
    target: `/api/rooms/${room}/socket`,
    headers: { 'Sec-WebSocket-Protocol': `breakwater.v1, breakwater.bearer.${token}` },
  }),
  enter: (text) => (text.startsWith('{"type":"welcome"') ? 'entered' : undefined),
  say: (number, { textBytes }) => JSON.stringify({ type: 'say', id: idOf(number), text: saying(number, textBytes) }),
  complains: (text) => text.startsWith('{"type":"fault"'),
};

/** What the controls of this folder speak. */
const PLAIN: Dialect = {
  upgrade: ({ room, name }) => ({ target: `/${room}?name=${name}`, headers: {} }),
  enter: (text) => (text === '{"type":"welcome"}' ? 'entered' : undefined),
  say: (number, { textBytes }) => JSON.stringify({ type: 'say', id: idOf(number), text: saying(number, textBytes) }),
  complains: () => false,
};

/** Engine.IO 4 and Socket.IO 5, over WebSocket from the start. */
const SOCKET_IO: Dialect = {
  upgrade: () => ({ target: '/socket.io/?EIO=4&transport=websocket', headers: {} }),
  enter: (text, { room, name }) => {
    if (text.startsWith('0')) return `40${JSON.stringify({ room, name })}`;
    return text.startsWith('42["welcome"') ? 'entered' : undefined;
  },
  say: (number, { textBytes }) => `42${JSON.stringify(['say', { id: idOf(number), text: saying(number, textBytes) }])}`,
  answer: (text) => (text === '2' ? '3' : undefined),
  complains: (text) => text.startsWith('44'),
};

/** Centrifugo's client protocol in JSON: commands with ids, several answers in one frame with line ends between them. */
const CENTRIFUGO: Dialect = {
  upgrade: () => ({ target: '/connection/websocket', headers: {} }),
  hello: JSON.stringify({ id: 1, connect: {} }),
  enter: (text, { room }) => {
    if (text.includes('"id":1,"connect"')) return JSON.stringify({ id: 2, subscribe: { channel: room } });
    return text.includes('"id":2,"subscribe"') ? 'entered' : undefined;
  },
  say: (number, { room, name, textBytes }) => {
    const data = { id: idOf(number), author: { id: name, name }, text: saying(number, textBytes) };
    return JSON.stringify({ id: 3 + number, publish: { channel: room, data } });
  },
  answer: (text) => (text === '{}' ? '{}' : undefined),
  complains: (text) => text.includes('"error":{'),
};

export const DIALECTS = {
  breakwater: BREAKWATER,
  plain: PLAIN,
  'socket.io': SOCKET_IO,
  centrifugo: CENTRIFUGO,
} as const satisfies Readonly<Record<string, Dialect>>;

export type DialectName = keyof typeof DIALECTS;
