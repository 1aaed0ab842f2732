import { ChatFault, type Presence, type RoomId, type Visitor } from '#chat';
import { takeAnswer } from './answer.ts';
import type { Env } from './env.ts';

/**
 * Who is in a room, as the Worker sees it. Only a room's object has sockets, so only it takes members in; who reads a
 * room's events is shown its members once and is not told of changes.
 */
export class PresenceObject implements Presence {
  readonly #rooms: Env['ROOMS'];

  constructor(rooms: Env['ROOMS']) {
    this.#rooms = rooms;
  }

  members(room: RoomId): Promise<readonly Visitor[]> {
    return takeAnswer<readonly Visitor[]>(this.#rooms.getByName(room).members(room));
  }

  async follow(room: RoomId): Promise<{ members: readonly Visitor[]; stop: () => void }> {
    return { members: await this.members(room), stop: () => {} };
  }

  async join(): Promise<void> {
    throw new ChatFault('internal', { found: 'a Worker has no sockets' });
  }

  async leave(): Promise<void> {}

  async close(): Promise<void> {}
}
