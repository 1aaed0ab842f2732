/**
 * The control at the edge: the chat that Cloudflare's own documentation shows, one object for a room that sends each
 * message to each of its sockets. It knows nobody, keeps nothing and orders nothing.
 */
interface EdgeSocket {
  send(text: string): void;
  serializeAttachment(value: unknown): void;
  deserializeAttachment(): unknown;
}

interface EdgeState {
  acceptWebSocket(socket: EdgeSocket): void;
  getWebSockets(): EdgeSocket[];
}

interface EdgeEnv {
  readonly ROOMS: {
    idFromName(name: string): unknown;
    get(id: unknown): { fetch(request: Request): Promise<Response> };
  };
}

declare const WebSocketPair: new () => { readonly 0: EdgeSocket; readonly 1: EdgeSocket };

export class NaiveRoom {
  readonly #state: EdgeState;

  constructor(state: EdgeState) {
    this.#state = state;
  }

  fetch(request: Request): Response {
    const { 0: outside, 1: inside } = new WebSocketPair();
    this.#state.acceptWebSocket(inside);
    inside.serializeAttachment(new URL(request.url).searchParams.get('name'));
    inside.send('{"type":"welcome"}');
    return new Response(null, { status: 101, webSocket: outside } as ResponseInit);
  }

  webSocketMessage(socket: EdgeSocket, data: string): void {
    const { id, text } = JSON.parse(data) as { id: string; text: string };
    const name = socket.deserializeAttachment();
    const said = JSON.stringify({ at: Date.now(), kind: 'message', id, author: { id: name, name }, text });
    for (const other of this.#state.getWebSockets()) other.send(said);
  }
}

const worker = {
  async fetch(request: Request, env: EdgeEnv): Promise<Response> {
    if (request.headers.get('upgrade') !== 'websocket') return new Response('ready');
    return env.ROOMS.get(env.ROOMS.idFromName(new URL(request.url).pathname)).fetch(request);
  },
};

export default worker;
