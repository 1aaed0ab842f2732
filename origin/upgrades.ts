import { randomUUID } from 'node:crypto';
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Context } from 'hono';
import { WebSocketServer } from 'ws';
import { type Admitted, faultResponse, type Knock, type Upgrade } from '#app';
import { ChatFault, LIMITS } from '#chat';
import type { Admission, Refusal } from './admission.ts';
import { CLOSE_WAIT_MS } from './connection-ws.ts';
import { refusalText } from './refusal.ts';
import type { Sockets } from './sockets.ts';
import { TellingSocket } from './telling-socket.ts';
import { knockOf, upgradeRequest } from './upgrade-request.ts';

/**
 * Where the defaults of `ws` are weak (10 MB of one-byte fragments held 187 MB): no message is larger than a frame may
 * be, and neither many fragments nor many small pieces of one are gathered. `closeTimeout` ends a close that is never
 * answered.
 */
const WS_OPTIONS = {
  noServer: true,
  WebSocket: TellingSocket,
  clientTracking: false,
  perMessageDeflate: false,
  // What brings no token may be less; its session sees to that.
  maxPayload: LIMITS.tokenFrameBytes,
  maxFragments: 16,
  maxBufferedChunks: 256,
  closeTimeout: CLOSE_WAIT_MS,
};

/** Headers that the handshake and a refusal write themselves. */
const OWN_HEADERS = new Set(['connection', 'content-length', 'transfer-encoding', 'upgrade', 'sec-websocket-protocol']);

/** What decides. */
export interface Door {
  /** About a room's socket. */
  knock(knock: Knock): Promise<Admitted | Response>;
  /** About everything else, where `decide` may be called. */
  fetch(request: Request, env: { incoming: IncomingMessage }): Response | Promise<Response>;
  /** Where somebody comes from, for limits. */
  addressOf(incoming: IncomingMessage): string;
}

/**
 * Lets the app decide about each upgrade, then makes the socket. This is done here and not by @hono/node-server (2.1),
 * which answers a refused upgrade without its body, so that a client at a pod could not read why, as it can at the edge.
 */
export class Upgrades {
  readonly #sockets: Sockets;
  readonly #admission: Admission;
  /** Upgrades that the app was asked about as requests. */
  readonly #decided = new WeakMap<IncomingMessage, Upgrade>();
  /** Whose handshake is being written. */
  #admitted: Admitted | undefined;
  readonly #server = new WebSocketServer({
    ...WS_OPTIONS,
    handleProtocols: () => this.#admitted?.upgrade.protocol ?? false,
  });

  constructor(sockets: Sockets, admission: Admission) {
    this.#sockets = sockets;
    this.#admission = admission;
    this.#server.on('headers', (headers) => {
      if (this.#admitted) headers.push(this.#admitted.head);
    });
  }

  /**
   * The app's port: everything about this upgrade was checked. The answer is only a sign, Node has no 101.
   *
   * @throws ChatFault `upgrade-required`
   */
  decide(context: Context, upgrade: Upgrade): Response {
    const { incoming, outgoing } = context.env as { incoming: IncomingMessage; outgoing?: unknown };
    // A request that says "Upgrade" but not "Connection: Upgrade" is a request like others.
    if (outgoing !== undefined) throw new ChatFault('upgrade-required');
    this.#decided.set(incoming, upgrade);
    return new Response(null, { status: 200 });
  }

  /** Answers what Node's HTTP server tells as `upgrade`. Never rejects. */
  async answer(incoming: IncomingMessage, stream: Duplex, head: Buffer, door: Door): Promise<void> {
    // While nobody else listens, a connection that breaks would end the process.
    stream.on('error', ignore);
    const turn = this.#admission.enter(this.#sockets.size);
    // Who is refused at once is answered within this call: in a storm that is most of them.
    const refusal = turn instanceof Promise ? await turn : turn;
    if (stream.destroyed) return;
    if (refusal !== undefined) return turnAway(stream, refusal);
    try {
      const knock = knockOf(incoming, door.addressOf);
      const answer = knock ? await door.knock(knock) : await this.#ask(incoming, door);
      if (stream.destroyed) return;
      if (answer instanceof Response) return await refuse(stream, answer);
      this.#open(incoming, stream, head, answer);
    } catch (error) {
      const refused = error instanceof ChatFault ? faultResponse(error, randomUUID()) : undefined;
      await refuse(stream, refused ?? new Response(null, { status: 400 }));
    }
  }

  async #ask(incoming: IncomingMessage, door: Door): Promise<Admitted | Response> {
    const response = await door.fetch(upgradeRequest(incoming), { incoming });
    const upgrade = this.#decided.get(incoming);
    if (upgrade === undefined || !response.ok) return response;
    return { upgrade, head: headerLines(response.headers).join('\r\n') };
  }

  #open(incoming: IncomingMessage, stream: Duplex, head: Buffer, admitted: Admitted): void {
    stream.cork();
    this.#admitted = admitted;
    try {
      this.#server.handleUpgrade(incoming, stream, head, (socket) => {
        stream.off('error', ignore);
        this.#sockets.open(socket, stream, admitted.upgrade);
      });
    } finally {
      this.#admitted = undefined;
    }
  }

  close(): void {
    this.#server.close();
  }
}

function ignore(): void {}

function turnAway(stream: Duplex, refusal: Refusal): void {
  stream.once('finish', () => stream.destroy());
  stream.end(refusalText(refusal, randomUUID()), 'latin1');
}

/** Answers with HTTP and closes: a connection that asked for an upgrade is not used for anything else. */
async function refuse(stream: Duplex, response: Response): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer().catch(() => new ArrayBuffer(0)));
  if (stream.destroyed) return;
  const lines = [
    `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? ''}`,
    ...headerLines(response.headers),
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  stream.once('finish', () => stream.destroy());
  stream.end(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]));
}

function headerLines(headers: Headers): string[] {
  return [...headers].filter(([name]) => !OWN_HEADERS.has(name)).map(([name, value]) => `${name}: ${value}`);
}
