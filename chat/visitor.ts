import { ChatFault } from './fault.ts';
import { LIMITS } from './limits.ts';
import type { RoomGrant } from './rights.ts';
import { cleanText, isVisible } from './text.ts';

/** A person here: a stable id (the token's subject) and the name that others see. */
export interface Visitor {
  readonly id: string;
  readonly name: string;
}

export const ROLES = ['member', 'moderator', 'service', 'reader'] as const;
export type Role = (typeof ROLES)[number];

/** Who somebody is, as their token says, and until when. */
export interface Identity {
  readonly visitor: Visitor;
  readonly roles: readonly Role[];
  /** What the token may do in which rooms, where it says so. */
  readonly rooms?: readonly RoomGrant[] | undefined;
  /** The token's own name, by which it can be revoked. */
  readonly tokenId?: string | undefined;
  /** When the token was issued, epoch milliseconds. */
  readonly issuedAt: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Most names, and every one that is as it should be already: visible ASCII with single spaces in between. */
const PLAIN_NAME = /^[!-~]+(?: [!-~]+)*$/;

/**
 * Cleans a name: compatibility forms folded, nothing invisible, single spaces.
 *
 * @throws ChatFault `bad-name`
 * @example
 * parseName('  Ada\u200b  Lovelace ') // => 'Ada Lovelace'
 */
export function parseName(text: string): string {
  if (text.length <= LIMITS.nameLength && PLAIN_NAME.test(text)) return text;
  const name = cleanText(text.slice(0, LIMITS.nameLength * 8))
    .normalize('NFKC')
    .replace(/\s+/gu, ' ')
    .trim();
  if (!isVisible(name) || name.length > LIMITS.nameLength) throw new ChatFault('bad-name');
  return name;
}
