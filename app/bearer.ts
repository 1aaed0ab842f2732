import type { Context } from 'hono';
import { type Authenticator, ChatFault, type Identity } from '#chat';

/**
 * Who a request is from, by its `Authorization` header.
 *
 * @throws ChatFault `token-missing`, `token-invalid`, `token-expired`, `keys-unavailable`
 */
export async function identifyBearer(context: Context, authenticator: Authenticator): Promise<Identity> {
  const [, token] = /^Bearer +(\S+) *$/i.exec(context.req.header('authorization') ?? '') ?? [];
  if (token === undefined) throw new ChatFault('token-missing');
  return authenticator.authenticate(token);
}
