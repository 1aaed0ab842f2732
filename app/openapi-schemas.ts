import { FAULTS, GAPS, LIMITS } from '#chat';
import { ANALYTICS_SCHEMAS } from './openapi-analytics-schema.ts';

const text = { type: 'string' } as const;
const whole = { type: 'integer', minimum: 0 } as const;
const at = { type: 'integer', description: 'Epoch milliseconds' } as const;

/** Points at a schema of this document. */
export function refer(name: keyof typeof SCHEMAS): { readonly $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

function object(properties: Readonly<Record<string, unknown>>, optional: readonly string[] = []) {
  return { type: 'object', required: Object.keys(properties).filter((key) => !optional.includes(key)), properties };
}

function body(properties: Readonly<Record<string, unknown>>) {
  const all = { ...properties, id: { $ref: '#/components/schemas/MessageId' } };
  return { ...object(all, ['id']), additionalProperties: false };
}

const target = { type: 'integer', minimum: 1, description: 'The offset of the message that it is about' } as const;

function entry(kind: string, properties: Readonly<Record<string, unknown>>, optional: readonly string[] = []) {
  const author = { $ref: '#/components/schemas/Visitor' };
  const all = { offset: { type: 'integer', minimum: 1 }, at, kind: { const: kind }, id: text, author, ...properties };
  return object(all, optional);
}

/** The shape of everything that crosses HTTP, by name. */
export const SCHEMAS = {
  Position: object({ epoch: { type: 'string', pattern: '^[A-Za-z0-9]{1,32}$' }, offset: whole }),
  Visitor: object({ id: text, name: { ...text, maxLength: LIMITS.nameLength } }),
  Place: object({
    x: { type: 'number', minimum: -LIMITS.placeReach, maximum: LIMITS.placeReach },
    y: { type: 'number', minimum: -LIMITS.placeReach, maximum: LIMITS.placeReach },
  }),
  Entry: {
    type: 'object',
    required: ['offset', 'at', 'kind'],
    oneOf: [
      entry('message', { text, place: { $ref: '#/components/schemas/Place' } }, ['place']),
      entry('edit', { target, text }),
      entry('delete', { target }),
      entry('react', { target, emoji: text }),
      entry('unreact', { target, emoji: text }),
      entry('mute', { visitorId: text, seconds: whole }),
      entry('unmute', { visitorId: text }),
      entry('kick', { visitorId: text }),
    ],
  },
  Gap: object(
    {
      reason: { type: 'string', enum: Object.keys(GAPS) },
      message: text,
      after: { $ref: '#/components/schemas/Position' },
      from: { $ref: '#/components/schemas/Position' },
      missing: { ...whole, description: 'How many entries are missing, where that can be counted' },
    },
    ['missing'],
  ),
  Messages: object(
    {
      epoch: text,
      head: { ...whole, description: 'The newest offset of the room' },
      position: { $ref: '#/components/schemas/Position' },
      gap: { $ref: '#/components/schemas/Gap' },
      entries: { type: 'array', maxItems: LIMITS.batchEntries, items: { $ref: '#/components/schemas/Entry' } },
    },
    ['gap'],
  ),
  Say: {
    ...object(
      {
        text: { ...text, description: `At most ${LIMITS.textBytes} bytes of UTF-8` },
        place: { $ref: '#/components/schemas/Place' },
        id: { $ref: '#/components/schemas/MessageId' },
      },
      ['place', 'id'],
    ),
    additionalProperties: false,
  },
  Edit: body({ text: { ...text, description: `At most ${LIMITS.textBytes} bytes of UTF-8` } }),
  Mute: body({ seconds: { type: 'integer', minimum: 1, maximum: LIMITS.muteSeconds } }),
  Kick: body({ visitorId: { ...text, minLength: 1, maxLength: LIMITS.visitorIdLength } }),
  Said: object({
    id: { $ref: '#/components/schemas/MessageId' },
    position: { $ref: '#/components/schemas/Position' },
    at,
    duplicate: { type: 'boolean', description: 'Whether this id was said before; the position is the first one' },
  }),
  MessageId: { type: 'string', pattern: '^[A-Za-z0-9_-]{8,64}$' },
  Members: object(
    {
      members: { type: 'array', maxItems: LIMITS.welcomeMembers, items: { $ref: '#/components/schemas/Visitor' } },
      count: { ...whole, description: 'All of them, also those that are not named' },
      next: { ...text, description: 'Where the next page begins; absent on the last one' },
    },
    ['next'],
  ),
  Here: object(
    {
      name: text,
      keeper: { type: 'string', enum: ['memory', 'sqlite', 'redis'] },
      elsewhere: { type: 'array', items: { type: 'string', format: 'uri' } },
      guests: { type: 'boolean', description: 'Whether POST /api/guests gives passes' },
      signIn: object({ tokenUrl: text, firebase: object({ apiKey: text, passwordUrl: text, refreshUrl: text }) }, [
        'tokenUrl',
        'firebase',
      ]),
      time: at,
    },
    ['signIn'],
  ),
  Guest: { ...object({ name: text }), additionalProperties: false },
  Pass: object({ token: text, visitor: { $ref: '#/components/schemas/Visitor' }, expiresAt: at }),
  Ticket: object({ ticket: text, expiresAt: at }),
  Ban: {
    ...object({ visitorId: text, seconds: { ...whole, description: 'From now on; 0 lifts a ban' } }),
    additionalProperties: false,
  },
  Revocation: {
    oneOf: [
      { ...object({ tokenId: { ...text, description: 'The claim `jti` of the token' } }), additionalProperties: false },
      { ...object({ visitorId: text }), additionalProperties: false },
    ],
  },
  ...ANALYTICS_SCHEMAS,
  Ordered: object({ kind: text, untilAt: at }),
  Health: object({ status: { const: 'ok' }, at }),
  Readiness: object({
    status: { type: 'string', enum: ['ready', 'not-ready'] },
    checks: {
      type: 'object',
      additionalProperties: text,
      description: '"ok", a warning or what is the matter, by the name of the check',
    },
  }),
  Fault: object({
    error: object(
      {
        code: { type: 'string', enum: Object.keys(FAULTS) },
        message: text,
        retryAfterMs: { ...whole, description: 'Milliseconds after which trying again makes sense' },
        correlationId: text,
      },
      ['retryAfterMs'],
    ),
  }),
} as const;
