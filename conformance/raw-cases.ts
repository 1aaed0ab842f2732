import { closing, OPCODE, type RawFrame } from './raw-socket.ts';

/** How a socket ends: with the code of a close frame, or with the connection cut and no word. */
export type Ending = number | 'cut';

/**
 * Something that a client may put on the wire. Numbers follow the sections of Autobahn's test suite, so that results can be
 * compared.
 */
export interface RawCase {
  readonly name: string;
  readonly frames: readonly RawFrame[];
  /** `lives` when the socket goes on as if nothing had been. */
  readonly ends: 'lives' | Ending;
  /** What must have come back, by opcode and payload. */
  readonly answers?: ReadonlyArray<{ readonly opcode: number; readonly payload: string }>;
  /** Where workerd does otherwise, and why that is bearable. */
  readonly except?: { readonly ends: 'lives' | Ending | 'either'; readonly because: string };
}

/** What workerd's own WebSocket does with what the standard forbids: it is not ours to mend, and nobody is harmed. */
const LENIENT = {
  control: 'workerd answers control frames of any length',
  pings: 'workerd answers the newest of many pings, as the standard allows (RFC 6455, 5.5.3)',
  text: 'workerd replaces what is no UTF-8 before we see it; then it is no frame of ours either',
  reason: 'workerd does not look into reasons',
  close: 'workerd tells a close without a code, of one byte or with 1006 as no code: the answer is 1000',
  mask: 'workerd takes frames without a mask',
  long: 'workerd never tells of a close whose reason is too long for it to repeat, and cuts the line later',
};

const { continuation, text, binary, close, ping, pong } = OPCODE;
const PING = '{"type":"ping"}';
const PONG = '{"type":"pong"}';
const bytes = (...values: number[]) => Buffer.from(values);
const many = (count: number) => 'x'.repeat(count);
const pingOf = (payload: string): RawFrame => ({ opcode: ping, payload });
const RESERVED = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15];
const WRONG_CODES = [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999];
const GOOD_CODES = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999];
/** Bytes that are no UTF-8 (7.5, 6.3): cut short, overlong, a surrogate, above the last letter, a lone continuation. */
const NO_UTF8 = {
  'cut short': bytes(0xce, 0xba, 0xe1, 0xbd),
  overlong: bytes(0xc0, 0xaf),
  'a surrogate': bytes(0xed, 0xa0, 0x80),
  'above the last letter': bytes(0xf4, 0x90, 0x80, 0x80),
  'a lone continuation': bytes(0x80),
  'a byte that never is': bytes(0xff),
};

export const RAW_CASES: readonly RawCase[] = [
  ...[0, 1, 125].map(
    (length): RawCase => ({
      name: `2.1 a ping of ${length} bytes is answered with the same`,
      frames: [pingOf(many(length))],
      ends: 'lives',
      answers: [{ opcode: pong, payload: many(length) }],
    }),
  ),
  {
    name: '2.5 a ping of 126 bytes is too long',
    frames: [pingOf(many(126))],
    ends: 1002,
    except: { ends: 'lives', because: LENIENT.control },
  },
  { name: '2.7 a pong that nobody asked for is let be', frames: [{ opcode: pong, payload: 'x' }], ends: 'lives' },
  {
    name: '2.10 ten pings are answered in their order',
    frames: Array.from({ length: 10 }, (_, index) => pingOf(`ping-${index}`)),
    ends: 'lives',
    answers: Array.from({ length: 10 }, (_, index) => ({ opcode: pong, payload: `ping-${index}` })),
    except: { ends: 'lives', because: LENIENT.pings },
  },
  ...[1, 2, 3, 4, 5, 6, 7].map(
    (reserved): RawCase => ({
      name: `3.${reserved} reserved bits ${reserved} are refused`,
      frames: [{ opcode: text, payload: PING, reserved }],
      ends: 1002,
    }),
  ),
  ...RESERVED.map(
    (opcode): RawCase => ({
      name: `4.${opcode < 8 ? 1 : 2} the opcode ${opcode} is refused`,
      frames: [{ opcode, payload: 'x' }],
      ends: 1002,
    }),
  ),
  { name: '5.1 a ping in parts is refused', frames: [{ opcode: ping, payload: 'a', fin: false }], ends: 1002 },
  { name: '5.2 a pong in parts is refused', frames: [{ opcode: pong, payload: 'a', fin: false }], ends: 1002 },
  {
    name: '5.3 a text in two parts is one text',
    frames: [
      { opcode: text, payload: PING.slice(0, 5), fin: false },
      { opcode: continuation, payload: PING.slice(5) },
    ],
    ends: 'lives',
    answers: [{ opcode: text, payload: PONG }],
  },
  {
    name: '5.6 a ping between the parts of a text is answered at once',
    frames: [
      { opcode: text, payload: PING.slice(0, 5), fin: false },
      pingOf('between'),
      { opcode: continuation, payload: PING.slice(5) },
    ],
    ends: 'lives',
    answers: [
      { opcode: pong, payload: 'between' },
      { opcode: text, payload: PONG },
    ],
  },
  { name: '5.9 a part of nothing is refused', frames: [{ opcode: continuation, payload: 'x' }], ends: 1002 },
  {
    name: '5.10 an unfinished part of nothing is refused',
    frames: [{ opcode: continuation, payload: 'x', fin: false }],
    ends: 1002,
  },
  {
    name: '5.18 a text within a text is refused',
    frames: [
      { opcode: text, payload: 'a', fin: false },
      { opcode: text, payload: 'b' },
    ],
    ends: 1002,
  },
  ...Object.entries(NO_UTF8).map(
    ([what, payload]): RawCase => ({
      name: `6.3 a text that is no UTF-8 (${what}) is refused`,
      frames: [{ opcode: text, payload }],
      ends: 1007,
      except: { ends: 'lives', because: LENIENT.text },
    }),
  ),
  {
    name: '6.4 a letter may be cut by parts',
    frames: [
      { opcode: text, payload: Buffer.concat([Buffer.from('{"type":"'), bytes(0xc3)]), fin: false },
      { opcode: continuation, payload: Buffer.concat([bytes(0xa9), Buffer.from('"}')]) },
    ],
    ends: 'lives',
  },
  {
    name: '1.2 bytes that are no text are told so',
    frames: [{ opcode: binary, payload: bytes(1, 2, 3) }],
    ends: 'lives',
  },
  {
    name: '7.1 a close is answered with its code',
    frames: [{ opcode: close, payload: closing(1000, 'bye') }],
    ends: 1000,
  },
  {
    name: '7.1 what follows a close is not heard',
    frames: [{ opcode: close, payload: closing(1000) }, pingOf('late')],
    ends: 1000,
  },
  {
    name: '7.3 a close without a code is answered',
    frames: [{ opcode: close }],
    ends: 1005,
    except: { ends: 1000, because: LENIENT.close },
  },
  {
    name: '7.3 a close of one byte is refused',
    frames: [{ opcode: close, payload: bytes(3) }],
    ends: 1002,
    except: { ends: 1000, because: LENIENT.close },
  },
  {
    name: '7.3 a close with a reason of 124 bytes is too long',
    frames: [{ opcode: close, payload: closing(1000, many(124)) }],
    ends: 1002,
    except: { ends: 'either', because: LENIENT.long },
  },
  ...Object.entries(NO_UTF8).map(
    ([what, reason]): RawCase => ({
      name: `7.5 a reason that is no UTF-8 (${what}) is refused`,
      frames: [{ opcode: close, payload: closing(1000, reason) }],
      ends: 1007,
      except: { ends: 1000, because: LENIENT.reason },
    }),
  ),
  ...GOOD_CODES.map(
    (code): RawCase => ({
      name: `7.7 ${code} is a code`,
      frames: [{ opcode: close, payload: closing(code) }],
      ends: code,
    }),
  ),
  ...WRONG_CODES.map(
    (code): RawCase => ({
      name: `7.9 ${code} is no code`,
      frames: [{ opcode: close, payload: closing(code) }],
      ends: 1002,
      ...(code === 1005 || code === 1006 ? { except: { ends: 1000, because: LENIENT.close } } : {}),
    }),
  ),
  {
    name: 'a frame without a mask is refused',
    frames: [{ opcode: text, payload: PING, masked: false }],
    ends: 1002,
    except: { ends: 'lives', because: LENIENT.mask },
  },
  {
    name: 'a frame that claims a gigabyte is refused before it is there',
    frames: [{ opcode: text, payload: 'x', claims: 1n << 30n }],
    ends: 1009,
  },
  {
    name: 'a frame that claims 2^63 bytes is refused',
    frames: [{ opcode: text, payload: 'x', claims: 1n << 63n }],
    ends: 1009,
  },
];
