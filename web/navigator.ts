import { between, type Camera, type Point, panned, revealing, type Size, START, zoomed } from './camera.ts';
import { Cell } from './cell.ts';

/** How long a flight takes, in milliseconds. */
const FLIGHT_MS = 650;
/** After so long without a move the canvas rests, and is drawn sharply again. Milliseconds. */
const REST_MS = 160;

/** Moves the camera over the canvas. Who wants less motion is there at once. */
export class Navigator {
  readonly camera = new Cell<Camera>(START);
  readonly size = new Cell<Size>({ width: 0, height: 0 });
  readonly moving = new Cell(false);
  #frame = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;

  get middle(): Point {
    const { width, height } = this.size.value;
    return { x: width / 2, y: height / 2 };
  }

  pan(dx: number, dy: number): void {
    this.#put(panned(this.camera.value, dx, dy));
  }

  zoom(factor: number, at: Point = this.middle): void {
    this.#put(zoomed(this.camera.value, this.size.value, at, factor));
  }

  /** Moves as little as is needed to see a box of the screen. */
  reveal(box: Point & Size): void {
    const to = revealing(this.camera.value, this.size.value, box);
    if (to.x !== this.camera.value.x || to.y !== this.camera.value.y) this.#put(to);
  }

  fly(to: Camera): void {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.#put(to);
      return;
    }
    this.#land();
    const from = this.camera.value;
    const startedAt = performance.now();
    const step = (now: number) => {
      const part = Math.min(1, Math.max(0, (now - startedAt) / FLIGHT_MS));
      this.#show(between(from, to, part));
      if (part < 1) this.#frame = requestAnimationFrame(step);
    };
    this.#frame = requestAnimationFrame(step);
  }

  stop(): void {
    this.#land();
    clearTimeout(this.#rest);
  }

  /** Somebody takes the helm: a flight ends. */
  #put(camera: Camera): void {
    this.#land();
    this.#show(camera);
  }

  #show(camera: Camera): void {
    this.moving.set(true);
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.moving.set(false), REST_MS);
    this.camera.set(camera);
  }

  #land(): void {
    cancelAnimationFrame(this.#frame);
  }
}
