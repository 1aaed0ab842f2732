import type { Context } from 'hono';
import * as z from 'zod/mini';
import {
  type Appended,
  ChatFault,
  CLIENT_FRAMES,
  draftMessage,
  GAPS,
  type LogSlice,
  MESSAGE_RATE,
  maySpeak,
  type Position,
  parseMessage,
  parseRoomId,
} from '#chat';
import type { AppEnv } from './app-env.ts';
import { identifyBearer } from './bearer.ts';
import { messageIdOf } from './idempotency.ts';
import type { AppPorts } from './ports.ts';
import { parseAfter, parseLimit } from './query.ts';
import { readBody } from './request-body.ts';

const SayBody = z.strictObject({
  text: z.string(),
  place: CLIENT_FRAMES.say.shape.place,
  id: z.optional(z.string()),
});

/**
 * What comes after a position, or the newest entries.
 *
 * @throws ChatFault `bad-room`, `bad-position`, `bad-limit`, `token-missing` and its kin, `unavailable`
 */
export async function readMessages(context: Context<AppEnv>, ports: AppPorts): Promise<Response> {
  const { req } = context;
  const room = parseRoomId(req.param('room') ?? '');
  const after = parseAfter(req.query('after'));
  const limit = parseLimit(req.query('limit'));
  await identifyBearer(context, ports.authenticator);
  const slice = await ports.log.read(room, { after, limit });
  if (slice.gap) ports.meter.add('breakwater_gaps_total', 1, { reason: slice.gap.reason });
  return new Response(encodeSlice(slice, after), { headers: JSON_HEADERS });
}

/**
 * Says something. Saying it again with the same id says it once.
 *
 * @throws ChatFault `bad-room`, `forbidden`, `bad-body` and what a message can have wrong, `rate-limited`, `unavailable`
 */
export async function sayMessage(context: Context<AppEnv>, ports: AppPorts): Promise<Response> {
  const { req } = context;
  const room = parseRoomId(req.param('room') ?? '');
  const identity = await identifyBearer(context, ports.authenticator);
  if (!maySpeak(identity)) throw new ChatFault('forbidden');
  const body = await readBody(req.raw, SayBody);
  const id = messageIdOf(req.header('idempotency-key'), body.id) ?? ports.newId();
  const draft = draftMessage(parseMessage({ ...body, id }), identity.visitor);
  const appended = await append(ports, () => ports.log.append(room, draft, MESSAGE_RATE));
  if (appended.outcome === 'refused') throw new ChatFault('rate-limited', { retryAfterMs: appended.retryAfterMs });
  const { position, at, outcome } = appended;
  const duplicate = outcome === 'duplicate';
  return new Response(JSON.stringify({ id, position, at, duplicate }), {
    status: duplicate ? 200 : 201,
    headers: { ...JSON_HEADERS, location: `/api/rooms/${room}/messages?after=${before(position)}&limit=1` },
  });
}

const JSON_HEADERS = { 'content-type': 'application/json' };

/** Counts as a room does: what is said here never passes one. */
async function append({ meter }: AppPorts, task: () => Promise<Appended>): Promise<Appended> {
  try {
    const appended = await task();
    meter.add('messages_published_total', 1, { outcome: appended.outcome });
    return appended;
  } catch (error) {
    meter.add('breakwater_log_errors_total', 1, { operation: 'append' });
    throw error;
  }
}

/** The entries' JSON as it was sealed, joined. `position` is where to read on. */
function encodeSlice({ epoch, head, entries, gap }: LogSlice, after: Position | undefined): string {
  const start = gap?.from ?? after ?? { epoch, offset: head };
  const position = { epoch, offset: entries.at(-1)?.offset ?? start.offset };
  const told = gap && { gap: { ...gap, message: GAPS[gap.reason] } };
  const frame = JSON.stringify({ epoch, head, position, ...told });
  return `${frame.slice(0, -1)},"entries":[${entries.map((entry) => entry.json).join(',')}]}`;
}

function before({ epoch, offset }: Position): string {
  return `${epoch}:${offset - 1}`;
}
