import { ChatFault } from '#chat';

/**
 * The id of a message that comes over HTTP: from the header `Idempotency-Key`, where it may stand in quotes as
 * draft-ietf-httpapi-idempotency-key-header writes it, or from the body; `undefined` when neither has one.
 *
 * @throws ChatFault `bad-message-id` when the two differ
 * @example
 * messageIdOf('"order-4711"', undefined) // => 'order-4711'
 */
export function messageIdOf(header: string | undefined, inBody: string | undefined): string | undefined {
  const inHeader = header?.replace(/^"(.*)"$/, '$1');
  if (inHeader !== undefined && inBody !== undefined && inHeader !== inBody) {
    throw new ChatFault('bad-message-id', { found: 'the body has another than the header' });
  }
  return inHeader ?? inBody;
}
