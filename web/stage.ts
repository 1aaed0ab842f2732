import { type Bubble, bubbleKey, bubblesOf } from './bubble.ts';
import { BubbleLayer } from './bubble-layer.ts';
import { type Camera, type Point, placeOf } from './camera.ts';
import { Cell } from './cell.ts';
import { CursorLayer } from './cursor-layer.ts';
import type { Navigator } from './navigator.ts';
import { fadeMsOf } from './page-settings.ts';
import type { RoomSession } from './room-session.ts';
import { SETTINGS } from './settings-cell.ts';

export interface StageParts {
  readonly session: RoomSession;
  readonly navigator: Navigator;
  /** A pattern without end: only as large as the screen. */
  readonly water: HTMLElement;
  /** What is drawn around the start. */
  readonly ground: HTMLElement;
  readonly layer: HTMLElement;
  readonly cursors: HTMLElement;
  readonly opened: (bubble: Bubble, element: HTMLElement) => void;
}

/** How often it is looked whose time is over, in milliseconds. */
const LOOK_MS = 150;
/** Places are told to the browser from a point not farther than this from what is seen, in canvas pixels. */
const ANCHOR_STEP = 20_000;
/** The width of a tile of the water's pattern, in canvas pixels. */
const TILE = 96;

/** Puts on the canvas what is to be seen at each moment: at most once a frame. */
export class Stage {
  /** What is on the canvas now. */
  readonly bubbles = new Cell<readonly Bubble[]>([]);
  readonly layer: BubbleLayer;
  readonly #parts: StageParts;
  readonly #cursors: CursorLayer;
  readonly #ends: Array<() => void> = [];
  #anchor: Point = { x: 0, y: 0 };
  #frame = 0;
  #scaled = '';

  constructor(parts: StageParts) {
    this.#parts = parts;
    const { session, navigator, layer, cursors, opened } = parts;
    this.layer = new BubbleLayer(layer, () => session.serverNow(), { opened, released: () => this.#soon() });
    this.#cursors = new CursorLayer(cursors);
    const soon = () => this.#soon();
    const look = setInterval(soon, LOOK_MS);
    this.#ends.push(
      () => clearInterval(look),
      session.messages.follow(soon),
      session.outbox.list.follow(soon),
      session.stirs.follow(soon),
      session.hidden.follow(soon),
      SETTINGS.follow(soon),
      navigator.camera.follow((camera) => this.#look(camera)),
      navigator.size.follow(() => this.#look(navigator.camera.value)),
      navigator.moving.follow((moving) => {
        // The rings around the start are half of what a frame costs when they are painted anew for each.
        for (const each of [layer, cursors, parts.ground]) each.classList.toggle('moving', moving);
      }),
    );
    this.#look(navigator.camera.value);
    this.#soon();
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    for (const end of this.#ends) end();
    this.layer.close();
  }

  #soon(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const { session } = this.#parts;
    const now = Date.now();
    const scene = {
      messages: session.messages.value,
      pending: session.outbox.list.value,
      typing: session.motions.typing(now),
      self: session.self.value,
      isOwn: (id: string) => session.isOwn(id),
      hidden: session.hidden.value,
    };
    const fadeMs = fadeMsOf(SETTINGS.value);
    const bubbles = bubblesOf(scene, { now: session.serverNow(), fadeMs, heldUntil: this.layer.heldUntil });
    this.layer.update(bubbles, this.#anchor);
    const writing = new Set(scene.typing.map((motion) => motion.session));
    const cursors = SETTINGS.value.cursors ? session.motions.cursors(now) : [];
    this.#cursors.update(
      // Whoever writes does not point, and the pointer would lie on their words.
      cursors.filter((cursor) => !scene.hidden.has(cursor.visitor.id) && !writing.has(cursor.session)),
      this.#anchor,
    );
    if (!isSame(bubbles, this.bubbles.value)) this.bubbles.set(bubbles);
  }

  #look(camera: Camera): void {
    const { navigator, layer, cursors, water, ground } = this.#parts;
    const { width, height } = navigator.size.value;
    const far = Math.max(Math.abs(camera.x - this.#anchor.x), Math.abs(camera.y - this.#anchor.y));
    if (far > ANCHOR_STEP) {
      this.#anchor = placeOf(camera);
      this.#draw();
    }
    const { zoom } = camera;
    const x = width / 2 - (camera.x - this.#anchor.x) * zoom;
    const y = height / 2 - (camera.y - this.#anchor.y) * zoom;
    layer.style.transform = `translate(${x}px, ${y}px) scale(${zoom})`;
    cursors.style.transform = layer.style.transform;
    ground.style.transform = `translate(${width / 2 - camera.x * zoom}px, ${height / 2 - camera.y * zoom}px) scale(${zoom})`;
    const tile = TILE * zoom;
    const shift = (middle: number, at: number) => ((((middle - at * zoom) % tile) + tile) % tile) - tile;
    water.style.transform = `translate(${shift(width / 2, camera.x)}px, ${shift(height / 2, camera.y)}px) scale(${zoom})`;
    const scaled = `${zoom} ${width} ${height}`;
    if (scaled === this.#scaled) return;
    this.#scaled = scaled;
    cursors.style.setProperty('--shrink', String(1 / zoom));
    water.style.width = `${(width + 2 * tile) / zoom}px`;
    water.style.height = `${(height + 2 * tile) / zoom}px`;
  }
}

function isSame(some: readonly Bubble[], others: readonly Bubble[]): boolean {
  return (
    some.length === others.length &&
    some.every((bubble, index) => {
      const other = others[index];
      return other?.key === bubble.key && other.place === bubble.place;
    })
  );
}

/** Where the latest thing happened that is to be seen: on the canvas if there is anything, else the last message. */
export function latestPlace(session: RoomSession, bubbles: readonly Bubble[]): Point | undefined {
  const seen = bubbles.at(-1);
  if (seen) return seen.place;
  const { hidden, messages } = session;
  return messages.value.findLast(({ author, place }) => place && !hidden.value.has(author.id))?.place;
}

/** The bubble of a message. */
export function keyOfMessage({
  author,
  id,
}: {
  readonly author: { readonly id: string };
  readonly id: string;
}): string {
  return bubbleKey(author.id, id);
}
