import type { Visitor } from '#chat';

/** What a guest is given: who they are now, and the token that says so. */
export interface GuestPass {
  readonly token: string;
  readonly visitor: Visitor;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/**
 * Lets people in who only say a name.
 *
 * - Each pass MUST be for a new visitor: two guests with one name are two people.
 * - The token MUST be one that the app's own authenticator takes.
 * - A guest MUST be a member and nothing more.
 *
 * @throws ChatFault `bad-name`
 */
export interface Guests {
  admit(name: string): Promise<GuestPass>;
}
