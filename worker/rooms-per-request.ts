import { Room, type RoomDoor, type RoomId, type RoomPorts } from '#chat';

/** A Worker's requests share nothing that waits for something, so each that reads a room's events has a Room of its own. */
export class RoomsPerRequest implements RoomDoor {
  readonly #ports: RoomPorts;

  constructor(ports: RoomPorts) {
    this.#ports = ports;
  }

  async enter(id: RoomId): Promise<{ room: Room; leave: () => void }> {
    const room = new Room(id, this.#ports);
    await room.start();
    return { room, leave: () => room.stop() };
  }
}
