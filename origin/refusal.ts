import { STATUS_CODES } from 'node:http';
import { faultBody, retryAfterSeconds } from '#app';
import { FAULTS } from '#chat';
import type { Refusal } from './admission.ts';

/**
 * A refusal at the door as HTTP, the same as the app would answer. Made as text, since thousands are told so within a second,
 * and a `Response` and an `Error` for each were half of what it cost.
 */
export function refusalText({ code, retryAfterMs }: Refusal, correlationId: string): string {
  const { status, sentence } = FAULTS[code];
  const body = faultBody({ code, message: sentence, retryAfterMs }, correlationId);
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json',
    `retry-after: ${retryAfterSeconds(retryAfterMs)}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
