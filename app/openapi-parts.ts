import { FAULTS, type FaultCode } from '#chat';
import { refer } from './openapi-schemas.ts';

/** What can be wrong wherever a token is asked for. */
export const TOKEN_FAULTS: readonly FaultCode[] = [
  'token-missing',
  'token-invalid',
  'token-expired',
  'keys-unavailable',
  'banned',
];
/** What can be wrong, beside the token, wherever somebody looks into a room. */
export const ROOM_FAULTS: readonly FaultCode[] = ['bad-room', 'forbidden-room', 'too-many-rooms'];

export const ROOM = { $ref: '#/components/parameters/Room' };
export const TARGET = { $ref: '#/components/parameters/Target' };
export const KEY = { $ref: '#/components/parameters/IdempotencyKey' };
export const AFTER = { $ref: '#/components/parameters/After' };
export const TICKET = { $ref: '#/components/parameters/Ticket' };
export const CORRELATION = { 'X-Correlation-Id': { $ref: '#/components/headers/CorrelationId' } };
export const BEARER = [{ bearer: [] }];

type Schema = ReturnType<typeof refer> | Readonly<Record<string, unknown>>;

export function answer(description: string, schema: Schema, headers: object = {}) {
  return {
    description,
    headers: { ...CORRELATION, ...headers },
    content: { 'application/json': { schema } },
  };
}

/** The answers to what can be wrong, each at the status that the table of faults gives its code. */
export function faults(...codes: readonly FaultCode[]) {
  const statuses = [...new Set(codes.map((code) => FAULTS[code].status))];
  const entries = statuses.map((status) => {
    const here = codes.filter((code) => FAULTS[code].status === status);
    const lines = here.map((code) => `\`${code}\`: ${FAULTS[code].sentence}`);
    const wait = status === 429 && { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } };
    return [String(status), answer(lines.join('\n\n'), refer('Fault'), wait || {})] as const;
  });
  return { ...Object.fromEntries(entries), default: answer('Any other fault', refer('Fault')) };
}

export function json(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } };
}
