import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What a pod tells of itself to whoever runs it. */
export interface PodStatus {
  readonly place: string;
  readonly connections: number;
  readonly door: 'open' | 'closed' | 'leaving';
  /** Whether its clients are being sent elsewhere. */
  readonly draining: boolean;
}

/** What can be asked of a pod from outside. Each is safe to repeat. */
export interface ControlPorts {
  /** Without one nobody may ask for anything. */
  readonly token: string | undefined;
  status(): PodStatus;
  /** Lets nobody in any more and sends everybody elsewhere. The process stays: to end it is its supervisor's part. */
  drain(): void;
  /** Lets nobody in any more, and sends nobody away. */
  closeToNewcomers(): void;
  /** Takes both back. */
  reopen(): void;
}

/** An answer of the control port: a status, and an object or a sentence. */
export interface ControlAnswer {
  readonly status: number;
  readonly body: object;
}

const MOST_BYTES = 1_024;

/**
 * Answers `GET /status` and `POST /drain`; `undefined` for everything else. An empty body drains;
 * `{ "closeToNewcomers": true }` closes the door ahead of that, and `false` opens it again.
 */
export async function answerControl(request: IncomingMessage, ports: ControlPorts): Promise<ControlAnswer | undefined> {
  const path = request.url?.split('?')[0];
  if (path === '/status' && request.method === 'GET') return { status: 200, body: ports.status() };
  if (path !== '/drain' || request.method !== 'POST') return undefined;
  if (ports.token === undefined) return refusal(403, 'Nobody may ask for this: set CONTROL_TOKEN');
  if (!bears(request, ports.token)) return refusal(401, 'The token is missing or wrong: send the one in CONTROL_TOKEN');
  const wish = parseWish(await textOf(request));
  if (wish === undefined) return refusal(400, 'Send nothing, or { "closeToNewcomers": true } or false');
  if (ports.status().door === 'leaving') return { status: 202, body: ports.status() };
  ports[wish]();
  return { status: 202, body: ports.status() };
}

/**
 * @example
 * parseWish('') // => 'drain'
 * parseWish('{"closeToNewcomers":true}') // => 'closeToNewcomers'
 * parseWish('{"closeToNewcomers":"yes"}') // => undefined
 */
export function parseWish(text: string | undefined): 'drain' | 'closeToNewcomers' | 'reopen' | undefined {
  if (text === undefined) return undefined;
  if (text.trim() === '') return 'drain';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const names = Object.keys(value);
  const { closeToNewcomers } = value as { closeToNewcomers?: unknown };
  if (names.length === 0) return 'drain';
  if (names.length > 1 || typeof closeToNewcomers !== 'boolean') return undefined;
  return closeToNewcomers ? 'closeToNewcomers' : 'reopen';
}

/** Compared by their digests: the time it takes says nothing of the secret. */
function bears(request: IncomingMessage, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${token}`));
}

/** `undefined` when it is too large. */
async function textOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > MOST_BYTES) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}

function refusal(status: number, message: string): ControlAnswer {
  return { status, body: { error: { message } } };
}
