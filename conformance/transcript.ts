import { EventReader } from './event-reader.ts';
import { Peer } from './peer.ts';
import type { RunningPlace } from './place-process.ts';
import { signToken } from './token.ts';

/** The only things that may differ between two places that do the same: names, times and what is made at random. */
const VARIABLE: ReadonlyArray<readonly [pattern: RegExp, fixed: string]> = [
  [/"(at|expiresAt|time)":\d+/g, '"$1":0'],
  [/"epoch":"[A-Za-z0-9]{1,32}"/g, '"epoch":"E"'],
  [/^id: [A-Za-z0-9]{1,32}:/gm, 'id: E:'],
  [/"session":"[^"]+"/g, '"session":"S"'],
  [/"correlationId":"[^"]+"/g, '"correlationId":"C"'],
  [/"place":"[^"]+"/g, '"place":"P"'],
];

/**
 * Takes out of what a server said what differs from run to run, and nothing else: order, spelling and every other byte
 * stay.
 *
 * @example
 * fixText('{"type":"ack","position":{"epoch":"k3","offset":1},"at":1700000000000}') // => '{"type":"ack","position":{"epoch":"E","offset":1},"at":0}'
 */
export function fixText(text: string): string {
  return VARIABLE.reduce((fixed, [pattern, replacement]) => fixed.replace(pattern, replacement), text);
}

/** Somebody on the stage, and how many frames they must have heard by now. */
interface Actor {
  readonly peer: Peer;
  heard: number;
}

/** Plays one scene at one place and writes down all that the place said, by who heard it. */
export class Stage {
  readonly #place: RunningPlace;
  readonly #room: string;
  readonly #cast = new Map<string, Actor>();
  readonly #lines: string[] = [];

  constructor(place: RunningPlace, room: string) {
    this.#place = place;
    this.#room = room;
  }

  /** Somebody connects, with a token in the first frame; then everybody named here hears so many frames. */
  async enter(who: string, hears: Readonly<Record<string, number>>, more: object = {}): Promise<void> {
    const peer = await Peer.knock(this.#place.url, this.#room);
    this.#cast.set(who, { peer, heard: 0 });
    this.#lines.push(`${who} is at the door, over "${peer.protocol}"`);
    const token = await signToken({ sub: who, name: who });
    await this.send(who, JSON.stringify({ type: 'authenticate', token, ...more }), hears);
  }

  /** Somebody sends a frame; then everybody named here hears so many more frames. */
  async send(who: string, frame: string | Buffer, hears: Readonly<Record<string, number>>): Promise<void> {
    this.#actor(who).peer.send(frame);
    for (const [name, count] of Object.entries(hears)) {
      const actor = this.#actor(name);
      actor.heard += count;
      await actor.peer.until(() => actor.peer.texts.length >= actor.heard || undefined, `${count} frames for ${name}`);
    }
  }

  /** The epoch that somebody was told at the door. */
  async epoch(who: string): Promise<string> {
    return (await this.#actor(who).peer.frame('welcome')).head.epoch;
  }

  /** Somebody goes, or is sent away; all that they heard and the code are written down. */
  async leave(who: string, byServer = false): Promise<void> {
    const { peer } = this.#actor(who);
    const code = byServer ? await peer.closed : await peer.close();
    for (const text of peer.texts) this.#lines.push(`${who} < ${fixText(text)}`);
    this.#lines.push(`${who} was closed with ${code}`);
    this.#cast.delete(who);
  }

  /** Somebody asks an address of the room; the answer is written down. */
  async ask(who: string, path: string, init: RequestInit = {}): Promise<void> {
    const response = await this.#fetch(who, path, init);
    const type = response.headers.get('content-type');
    this.#lines.push(`${who} asks ${path}: ${response.status} ${type} ${fixText(await response.text())}`);
  }

  /** Somebody listens to so many events. */
  async listen(who: string, path: string, count: number): Promise<void> {
    const reader = new EventReader(await this.#fetch(who, path));
    for (const { event, id, data } of await reader.take(count)) {
      this.#lines.push(fixText(`${who} hears ${event}\nid: ${id}\n${data}`));
    }
    await reader.close();
  }

  /** Everything that was said, as one text. */
  get transcript(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  #actor(who: string): Actor {
    const actor = this.#cast.get(who);
    if (actor === undefined) throw new Error(`"${who}" is not on the stage`);
    return actor;
  }

  async #fetch(who: string, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = {
      authorization: `Bearer ${await signToken({ sub: who, name: who })}`,
      'content-type': 'application/json',
    };
    return fetch(`${this.#place.url}/api/rooms/${this.#room}${path}`, { ...init, headers });
  }
}
