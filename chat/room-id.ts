import { ChatFault } from './fault.ts';

/** A room's name as everybody writes it: part of an address, of a Redis key and of an object's name. */
export type RoomId = string & { readonly room: unique symbol };

const PATTERN = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/**
 * Reads a room's name.
 *
 * @throws ChatFault `bad-room`
 * @example
 * parseRoomId('lobby') // => 'lobby'
 */
export function parseRoomId(text: string): RoomId {
  if (!PATTERN.test(text)) throw new ChatFault('bad-room');
  return text as RoomId;
}
