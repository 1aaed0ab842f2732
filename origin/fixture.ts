import { once } from 'node:events';
import { SignJWT } from 'jose';
import { type ClientOptions, WebSocket } from 'ws';
import type { Logger } from '#app';
import { encodeClientFrame, parseServerFrame, type ServerFrame } from '#chat';
import type { Environment } from '#settings';
import { type Config, parseConfig } from './config.ts';
import type { Farewell } from './drain.ts';

/** What the tests of this folder begin with. */
export const SECRET = 'a secret for tests that is long enough';

/** Sends everybody away within a moment. */
export const QUICK: Farewell = { perSecond: 10_000, withinMs: 1_000, lingerMs: 20, waitMs: 3_000, stepMs: 10 };

/** A logger that keeps its events, for tests that ask what was said. */
export function listeningLogger(): Logger & { readonly events: string[] } {
  const events: string[] = [];
  return { events, log: (_level, event) => events.push(event) };
}

/** A pod on free ports of this machine, in memory, changed as the test needs it. */
export function testConfig(env: Environment = {}): Config {
  return parseConfig(testEnvironment(env));
}

export function testEnvironment(env: Environment = {}): Environment {
  return {
    PORT: '0',
    METRICS_PORT: '0',
    HOST: '127.0.0.1',
    AUTH_SECRET: SECRET,
    KEEPER: 'memory',
    CONNECTS_PER_MINUTE: '0',
    ...env,
  };
}

export function signToken(name: string, id = `guest-${name}`): Promise<string> {
  return new SignJWT({ name, roles: ['member'] })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(id)
    .setIssuer('breakwater')
    .setAudience('breakwater')
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(new TextEncoder().encode(SECRET));
}

type FrameOf<Type extends ServerFrame['type']> = Extract<ServerFrame, { type: Type }>;

/** A plain client that resumes nothing: it keeps what it was sent, and waits for what it asks for. */
export class Peer {
  readonly socket: WebSocket;
  readonly frames: ServerFrame[] = [];
  /** Resolves with the code that the socket was closed with. */
  readonly closed: Promise<number>;
  readonly #waiting: Array<() => void> = [];

  constructor(url: string, room: string, protocols: string[] = [], options: ClientOptions = {}) {
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/api/rooms/${room}/socket`, protocols, options);
    this.socket.on('error', () => {});
    this.socket.on('message', (data) => {
      const frame = parseServerFrame(data.toString());
      if (frame) this.frames.push(frame);
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code) => {
        this.#wake();
        resolve(code);
      });
    });
  }

  /** Somebody who is welcome in a room. */
  static async enter(url: string, room: string, name: string, after?: string): Promise<Peer> {
    const peer = new Peer(url, room);
    await once(peer.socket, 'open');
    const [epoch, offset] = after?.split(':') ?? [];
    const position = epoch === undefined ? {} : { after: { epoch, offset: Number(offset) } };
    peer.socket.send(encodeClientFrame({ type: 'authenticate', token: await signToken(name), ...position }));
    await peer.frame('welcome');
    return peer;
  }

  say(id: string, text: string): void {
    this.socket.send(encodeClientFrame({ type: 'say', id, text }));
  }

  /** The first frame of a type that is as asked for, once it is there. */
  async frame<Type extends ServerFrame['type']>(
    type: Type,
    fits: (frame: FrameOf<Type>) => boolean = () => true,
  ): Promise<FrameOf<Type>> {
    const seek = () => this.frames.find((frame) => frame.type === type && fits(frame as FrameOf<Type>));
    await this.#until(() => seek() !== undefined, `a frame "${type}"`);
    return seek() as FrameOf<Type>;
  }

  /** The texts of everything that came, once there are as many. */
  async texts(count: number): Promise<string[]> {
    const texts = () =>
      this.frames
        .flatMap((frame) => (frame.type === 'entries' ? frame.entries : []))
        .map((e) => (e.kind === 'message' ? e.text : e.kind));
    await this.#until(() => texts().length >= count, `${count} entries`);
    return texts();
  }

  async close(): Promise<void> {
    this.socket.terminate();
    await this.closed;
  }

  async #until(ready: () => boolean, what: string): Promise<void> {
    const deadline = AbortSignal.timeout(10_000);
    while (!ready()) {
      if (deadline.aborted || this.socket.readyState === WebSocket.CLOSED) {
        throw new Error(`Waited in vain for ${what}; there came ${JSON.stringify(this.frames)}`);
      }
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        deadline.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
