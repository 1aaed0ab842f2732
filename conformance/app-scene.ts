import { formatPosition, type Position } from '#chat';
import { EventReader } from './event-reader.ts';
import { type KnockOptions, Peer } from './peer.ts';
import type { RunningPlace } from './place-process.ts';
import { signToken } from './token.ts';

/** Where a behaviour is tried: whoever speaks is at one place, whoever reads at another or at the same. */
export interface Places {
  readonly writer: Pick<RunningPlace, 'name' | 'url'>;
  readonly reader: Pick<RunningPlace, 'name' | 'url'>;
}

/** What the app promises: each promise by its name, with its proof. */
export type Behaviours = Readonly<Record<string, (scene: Scene) => Promise<void>>>;

export interface RequestOptions {
  readonly at?: keyof Places;
  /** Whose token is sent; a token as it is when it has dots. */
  readonly as?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, or as it is when it is text. */
  readonly body?: unknown;
}

export interface EnterOptions {
  readonly at?: keyof Places;
  readonly after?: Position | undefined;
  readonly room?: string;
  /** Other claims of the token. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

export interface EventsOptions extends Omit<EnterOptions, 'room'> {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

let scenes = 0;

/** One behaviour's own room and its own people, so that behaviours can share places and run at once. */
export class Scene {
  readonly places: Places;
  readonly room: string;
  readonly #mark = `${process.pid.toString(36)}${Date.now().toString(36)}${++scenes}`;
  readonly #onEnd: (task: () => unknown) => void;
  readonly #asked: Set<string>;

  /** `asked` collects which addresses answered, as the OpenAPI document writes them; `onEnd` is told what is to be closed. */
  constructor(places: Places, asked: Set<string>, onEnd: (task: () => unknown) => void) {
    this.places = places;
    this.room = `room-${this.#mark}`;
    this.#asked = asked;
    this.#onEnd = onEnd;
  }

  url(at: keyof Places = 'writer'): string {
    return this.places[at].url;
  }

  /** The id of somebody of this scene. */
  id(who: string): string {
    return `${who}-${this.#mark}`;
  }

  token(who: string, claims: Readonly<Record<string, unknown>> = {}): Promise<string> {
    return signToken({ sub: this.id(who), name: who, ...claims });
  }

  /** Somebody comes into the room and is welcomed. */
  async enter(who: string, options: EnterOptions = {}): Promise<Peer> {
    const { at, after, room = this.room, claims } = options;
    const peer = await Peer.enter(this.url(at), room, await this.token(who, claims), after);
    this.#asked.add('GET /api/rooms/{room}/socket');
    return this.#keep(peer);
  }

  /** A socket that has said nothing yet. */
  async knock(options: KnockOptions & { at?: keyof Places; room?: string } = {}): Promise<Peer> {
    return this.#keep(await Peer.knock(this.url(options.at), options.room ?? this.room, options));
  }

  /** Asks an address; `…` in front of it stands for this room. */
  async request(path: string, options: RequestOptions = {}): Promise<Response> {
    const { at, as, body, headers = {} } = options;
    const method = options.method ?? (body === undefined ? 'GET' : 'POST');
    const address = path.replace(/^…/, `/api/rooms/${this.room}`);
    const token = as?.includes('.') ? as : as && (await this.token(as));
    const response = await fetch(this.url(at) + address, {
      method,
      redirect: 'manual',
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    if (response.status < 400) this.#asked.add(`${method} ${templateOf(address)}`);
    return response;
  }

  /** Asks an address and reads its JSON. */
  async json<Body>(path: string, options: RequestOptions = {}): Promise<Body> {
    return (await (await this.request(path, options)).json()) as Body;
  }

  /** Listens to the room as server-sent events. */
  async events(who: string, options: EventsOptions = {}): Promise<EventReader> {
    const { at, after, headers, claims, path = '…/events' } = options;
    const response = await this.request(path, {
      ...(at && { at }),
      as: await this.token(who, claims),
      headers: { ...(after && { 'last-event-id': formatPosition(after) }), ...headers },
    });
    const reader = new EventReader(response);
    this.#onEnd(() => reader.close());
    return reader;
  }

  /** Several people say so many things together, each less than one may say at once. */
  async fill(count: number): Promise<void> {
    const each = 15;
    for (let said = 0; said < count; said += each) {
      const peer = await this.enter(`filler-${said}`);
      const texts = Array.from({ length: Math.min(each, count - said) }, (_, index) => `fill ${said + index + 1}`);
      await Promise.all(texts.map((text) => peer.tell(text)));
      await peer.close();
    }
  }

  #keep(peer: Peer): Peer {
    this.#onEnd(() => peer.close());
    return peer;
  }
}

/** An address as the OpenAPI document writes it. */
function templateOf(address: string): string {
  return address
    .replace(/\?.*$/, '')
    .replace(/^(\/api\/rooms\/)[^/]+/, '$1{room}')
    .replace(/(\/analytics\/)[^/]+/, '$1{metric}')
    .replace(/(\/messages\/)[^/]+/, '$1{position}')
    .replace(/(\/reactions\/)[^/]+/, '$1{emoji}')
    .replace(/(\/mutes\/)[^/]+/, '$1{visitor}');
}
