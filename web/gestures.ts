import { DragGesture, PinchGesture, WheelGesture } from '@use-gesture/vanilla';
import type { Point } from './camera.ts';
import type { Navigator } from './navigator.ts';

export interface GestureTargets {
  readonly navigator: Navigator;
  /** The canvas was tapped where nothing is. */
  readonly tapped: (at: Point) => void;
  /** Whether the space bar is held: then everything is dragged, words too. */
  readonly grabbing: () => boolean;
}

/** How fast the wheel zooms: one notch of a mouse is about a quarter. */
const PER_NOTCH = 0.0022;
/** A wheel that counts in lines scrolls so many pixels a line. */
const LINE_PX = 18;

/** Drag, pinch and wheel over the canvas; the returned function ends that. */
export function followGestures(canvas: HTMLElement, { navigator, tapped, grabbing }: GestureTargets): () => void {
  const within = (x: number, y: number): Point => {
    const { left, top } = canvas.getBoundingClientRect();
    return { x: x - left, y: y - top };
  };
  const drag = new DragGesture(
    canvas,
    ({ event, delta: [dx, dy], xy: [x, y], first, tap, cancel, touches }) => {
      const target = event.target instanceof Element ? event.target : canvas;
      const words = target.closest('.bubble, .draft, button') !== null;
      // With a mouse words are selected, and not dragged.
      const selects = words && !grabbing() && isMouse(event);
      if (first && selects) return cancel();
      if (tap) {
        if (!words && !grabbing()) tapped(within(x, y));
      } else if (touches < 2) navigator.pan(dx, dy);
    },
    { filterTaps: true, pointer: { buttons: [1, 4], keys: false } },
  );
  const pinch = new PinchGesture(
    canvas,
    ({ event, origin: [x, y], delta: [change], offset: [scale], first, memo }) => {
      if (event.type === 'wheel') {
        const { deltaY } = event as WheelEvent;
        event.preventDefault();
        navigator.zoom(Math.exp(-pixels(event as WheelEvent, deltaY) * PER_NOTCH * 2), within(x, y));
        return undefined;
      }
      const before = first || typeof memo !== 'number' ? scale - change : memo;
      if (before > 0) navigator.zoom(scale / before, within(x, y));
      return scale;
    },
    { eventOptions: { passive: false }, scaleBounds: { min: 0.001, max: 1000 } },
  );
  const wheel = new WheelGesture(
    canvas,
    ({ event }) => {
      if (event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const [dx, dy] = [pixels(event, event.deltaX), pixels(event, event.deltaY)];
      if (event.shiftKey && dx === 0) navigator.pan(-dy, 0);
      else navigator.pan(-dx, -dy);
    },
    { eventOptions: { passive: false } },
  );
  return () => {
    drag.destroy();
    pinch.destroy();
    wheel.destroy();
  };
}

function pixels({ deltaMode }: WheelEvent, delta: number): number {
  return deltaMode === WheelEvent.DOM_DELTA_LINE ? delta * LINE_PX : delta;
}

function isMouse(event: Event): boolean {
  return event instanceof PointerEvent && event.pointerType === 'mouse';
}
