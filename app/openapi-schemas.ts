import { FAULTS, GAPS, LIMITS } from '#chat';

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

/** The shape of everything that crosses HTTP, by name. */
export const SCHEMAS = {
  Position: object({ epoch: { type: 'string', pattern: '^[A-Za-z0-9]{1,32}$' }, offset: whole }),
  Visitor: object({ id: text, name: { ...text, maxLength: LIMITS.nameLength } }),
  Place: object({
    x: { type: 'number', minimum: -LIMITS.placeReach, maximum: LIMITS.placeReach },
    y: { type: 'number', minimum: -LIMITS.placeReach, maximum: LIMITS.placeReach },
  }),
  Entry: object(
    {
      offset: { type: 'integer', minimum: 1 },
      at,
      kind: { const: 'message' },
      id: text,
      author: { $ref: '#/components/schemas/Visitor' },
      text,
      place: { $ref: '#/components/schemas/Place' },
    },
    ['place'],
  ),
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
  Said: object({
    id: { $ref: '#/components/schemas/MessageId' },
    position: { $ref: '#/components/schemas/Position' },
    at,
    duplicate: { type: 'boolean', description: 'Whether this id was said before; the position is the first one' },
  }),
  MessageId: { type: 'string', pattern: '^[A-Za-z0-9_-]{8,64}$' },
  Members: object({
    members: { type: 'array', maxItems: LIMITS.welcomeMembers, items: { $ref: '#/components/schemas/Visitor' } },
    count: { ...whole, description: 'All of them, also those that are not named' },
  }),
  Here: object({
    name: text,
    keeper: { type: 'string', enum: ['memory', 'sqlite', 'redis'] },
    elsewhere: { type: 'array', items: { type: 'string', format: 'uri' } },
    guests: { type: 'boolean', description: 'Whether POST /api/guests gives passes' },
    time: at,
  }),
  Guest: { ...object({ name: text }), additionalProperties: false },
  Pass: object({ token: text, visitor: { $ref: '#/components/schemas/Visitor' }, expiresAt: at }),
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
