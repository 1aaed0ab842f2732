import { ClockVirtual } from './clock-virtual.ts';
import type { Entrant } from './entrant.ts';
import { ChatFault } from './fault.ts';
import { LOBBY, MeterCounting, settled } from './fixture.ts';
import type { Position } from './position.ts';
import { PresenceMemory } from './presence-memory.ts';
import { Room } from './room.ts';
import type { LogModel } from './room-model-log.ts';
import { samePosition, sayPosition, Witness } from './room-model-witness.ts';
import type { RoomPast } from './room-ports.ts';

/** A room, its log and everybody in it; rooms end and begin again, as objects that sleep do. */
export class Scene {
  readonly clock = new ClockVirtual();
  readonly log: LogModel;
  readonly witnesses: Witness[] = [];
  readonly #ports;
  readonly #faults: unknown[] = [];
  readonly #joins: Array<Promise<void>> = [];
  #room: Room;
  #starting: Promise<void>;
  #past: RoomPast | undefined;
  /** As an object's storage has it, when the object sleeps. */
  #behind: readonly string[] = [];

  constructor(makeLog: (clock: ClockVirtual) => LogModel, shareMs = 0) {
    this.log = makeLog(this.clock);
    const { retention } = this.log;
    this.#ports = {
      log: this.log,
      presence: new PresenceMemory(),
      clock: this.clock,
      meter: new MeterCounting(),
      retention,
      shareWaitMs: () => shareMs,
      noteBehind: (sessions: readonly string[]) => {
        this.#behind = sessions;
      },
    };
    this.#room = new Room(LOBBY, this.#ports);
    this.#starting = this.#start();
  }

  join(after: Position | undefined): void {
    const witness = new Witness(`s${this.witnesses.length}`, this.log, after);
    this.witnesses.push(witness);
    this.#joins.push(
      this.#room.join(witness.entrant).catch((error) => {
        if (!(error instanceof ChatFault) || error.code !== 'unavailable') this.#faults.push(error);
      }),
    );
  }

  leave(index: number): void {
    const witness = this.witnesses[index % this.witnesses.length];
    if (witness === undefined) return;
    this.#room.leave(witness.entrant.session);
    witness.gone = true;
  }

  /** Somebody takes no more for a while. */
  stall(index: number, full: boolean): void {
    const witness = this.witnesses[index % this.witnesses.length];
    if (full) witness?.fill();
    else witness?.drain();
  }

  /** Runs what may find a fault; faults in what the room calls back are kept for the end. */
  attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#faults.push(error);
    }
  }

  /** The room goes, and another takes those who stayed back in from where they were served. */
  restart(): void {
    const { head } = this.#room;
    if (head) {
      // Their sockets are closed: they come back from the position that they have themselves.
      for (const witness of this.witnesses) if (this.#behind.includes(witness.entrant.session)) witness.gone = true;
      this.#behind = [];
      const stayed = this.witnesses.filter(({ here, gone }) => here && !gone);
      this.#past = { from: head, entrants: stayed.map(({ entrant }) => entrant) };
    }
    this.#room.stop();
    this.#room = new Room(LOBBY, this.#ports);
    this.#starting = this.#start();
  }

  /** Brings everything to rest, and throws what was found. */
  async finish(): Promise<void> {
    this.log.away = false;
    for (const witness of this.witnesses) this.attempt(() => witness.drain());
    await this.#rest();
    if (this.#room.head === undefined) this.restart();
    await this.#rest();
    this.log.lose();
    await this.#rest();
    await Promise.all(this.#joins);
    if (this.#faults.length > 0) throw this.#faults[0];
    for (const witness of this.witnesses) {
      const { here, gone, cursor } = witness;
      witness.confirm();
      if (here && !gone && !samePosition(cursor, this.log.newest)) {
        throw new Error(`Left at ${sayPosition(cursor)} while the log is at ${sayPosition(this.log.newest)}`);
      }
    }
    this.#room.stop();
    if (this.clock.waiting > 0) throw new Error('A timer was left behind');
    if (this.log.listeners > 0) throw new Error('A listener was left behind');
  }

  async #rest(): Promise<void> {
    for (let round = 0; round < 3; round++) {
      this.attempt(() => this.clock.advance(6_000));
      await settled();
    }
    await this.#starting;
  }

  async #start(): Promise<void> {
    const room = this.#room;
    try {
      await room.start(this.#past && { ...this.#past, entrants: this.#past.entrants.filter(this.#stays) });
    } catch (error) {
      if (!(error instanceof ChatFault) || error.code !== 'unavailable') this.#faults.push(error);
    }
  }

  readonly #stays = ({ session }: Entrant) =>
    !this.witnesses.some((each) => each.entrant.session === session && each.gone);
}
