import { once } from 'node:events';
import { WebSocket } from 'ws';
import { parseServerFrame } from '#chat';
import type { DueFrame } from './fuzz-run.ts';

/** These frames answer one of a client; others tell what happens. */
const ANSWERS: ReadonlySet<string> = new Set(['ack', 'fault', 'pong', 'refreshed']);

/** A socket over which frames are said that are wrong, and that counts what comes back. */
export class FuzzSocket {
  readonly #socket: WebSocket;
  readonly #counts: Record<string, number> = {};
  readonly #wrong: string[] = [];
  #last: readonly DueFrame[] = [];
  #least = 0;
  #most = 0;
  #answered = 0;
  #closed: number | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('error', () => {});
    socket.on('message', (data) => this.#take(data.toString()));
    socket.on('close', (code) => {
      this.#closed = code;
    });
  }

  static async enter(url: string, room: string, token: string): Promise<FuzzSocket> {
    const address = `${url.replace('http', 'ws')}/api/rooms/${room}/socket`;
    const socket = new WebSocket(address, ['breakwater.v1', `breakwater.bearer.${token}`]);
    const fuzz = new FuzzSocket(socket);
    await once(socket, 'open');
    return fuzz;
  }

  send(frames: readonly DueFrame[]): void {
    this.#last = frames;
    for (const { data, binary, least, most } of frames) {
      this.#least += least;
      this.#most += most;
      this.#socket.send(data, { binary });
    }
  }

  get isOver(): boolean {
    return this.#closed !== undefined || this.#socket.readyState !== WebSocket.OPEN;
  }

  /** Whether nothing more must come: a close answers everything. */
  get isAnswered(): boolean {
    return this.#closed !== undefined || this.#answered >= this.#least;
  }

  /** How many frames were looked at: all of them, or as many as were answered before the end, and the one that was it. */
  get lookedAt(): number {
    return this.#closed === undefined ? this.#most : Math.min(this.#most, this.#answered + 1);
  }

  /** What was not answered, in words. */
  get debt(): string {
    const said = this.#last.map(({ data }) => data.toString().slice(0, 80)).join(' | ');
    return `${this.#least - this.#answered} answers are missing to some of: ${said}`;
  }

  /** Ends it, and adds what it counted. */
  settle(answers: Record<string, number>, wrong: string[]): void {
    for (const [what, count] of Object.entries(this.#counts)) answers[what] = (answers[what] ?? 0) + count;
    if (this.#closed !== undefined) answers[this.#closed] = (answers[this.#closed] ?? 0) + 1;
    if (this.#answered > this.#most) wrong.push(`${this.#answered} answers came to ${this.#most} frames`);
    wrong.push(...this.#wrong);
    this.#socket.terminate();
  }

  #take(text: string): void {
    const frame = parseServerFrame(text);
    if (frame === undefined) {
      this.#wrong.push(`No server says this: ${text.slice(0, 120)}`);
      return;
    }
    const what = frame.type === 'fault' ? frame.code : frame.type;
    this.#counts[what] = (this.#counts[what] ?? 0) + 1;
    if (what === 'internal') this.#wrong.push(`It broke: ${text.slice(0, 120)}`);
    if (ANSWERS.has(frame.type)) this.#answered++;
  }
}
