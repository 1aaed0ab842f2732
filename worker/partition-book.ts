import type { RoomId, Visitor } from '#chat';

/** Which rooms a partition object listens to and who is in them: kept in its storage, so that a restart forgets nobody. */
export class PartitionBook {
  readonly #kv: SyncKvStorage;

  constructor(storage: DurableObjectStorage) {
    this.#kv = storage.kv;
  }

  rooms(): RoomId[] {
    return [...this.#kv.list({ prefix: 'room:' })].map(([key]) => key.slice('room:'.length) as RoomId);
  }

  addRoom(room: RoomId): void {
    this.#kv.put(`room:${room}`, true);
  }

  removeRoom(room: RoomId): void {
    this.#kv.delete(`room:${room}`);
  }

  /** By session. A room's name has no slash, so no room's members are another's. */
  members(room: RoomId): Map<string, Visitor> {
    const prefix = `member:${room}/`;
    const rows = [...this.#kv.list<Visitor>({ prefix })];
    return new Map(rows.map(([key, visitor]) => [key.slice(prefix.length), visitor]));
  }

  sessions(room: RoomId): string[] {
    return [...this.members(room).keys()];
  }

  addMember(room: RoomId, session: string, visitor: Visitor): void {
    this.#kv.put(`member:${room}/${session}`, visitor);
  }

  removeMember(room: RoomId, session: string): void {
    this.#kv.delete(`member:${room}/${session}`);
  }
}
