import { useEffect, useRef } from 'preact/hooks';
import type { Bubble } from './bubble.ts';
import { placeOf, START, toCanvas } from './camera.ts';
import { commandOf } from './canvas-keys.ts';
import type { Draft } from './draft.ts';
import { DraftField } from './draft-field.tsx';
import { followGestures } from './gestures.ts';
import type { Navigator } from './navigator.ts';
import type { RoomSession } from './room-session.ts';
import { SETTINGS } from './settings-cell.ts';
import { latestPlace, Stage } from './stage.ts';

interface CanvasProps {
  readonly session: RoomSession;
  readonly navigator: Navigator;
  readonly draft: Draft;
  /** Whether a panel lies over all of it. */
  readonly covered: boolean;
  readonly staged: (stage: Stage | undefined) => void;
  readonly opened: (bubble: Bubble, element: HTMLElement) => void;
}

/** The endless canvas: people click anywhere and write. */
export function Canvas({ session, navigator, draft, covered, staged, opened }: CanvasProps) {
  const root = useRef<HTMLElement>(null);
  const parts = useRef<Record<'water' | 'ground' | 'layer' | 'cursors', HTMLElement | null>>({
    water: null,
    ground: null,
    layer: null,
    cursors: null,
  });

  useEffect(() => {
    const { water, ground, layer, cursors } = parts.current;
    const canvas = root.current;
    if (!canvas || !water || !ground || !layer || !cursors) return;
    const measure = () => navigator.size.set({ width: canvas.clientWidth, height: canvas.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(canvas);
    const stage = new Stage({ session, navigator, water, ground, layer, cursors, opened });
    const stopKeys = followKeys(canvas, navigator, draft, session, stage);
    const space = new SpaceBar(canvas);
    const stopGestures = followGestures(canvas, {
      navigator,
      tapped: (at) => draft.open(placeOf(toCanvas(navigator.camera.value, navigator.size.value, at))),
      grabbing: () => space.held,
    });
    const stopPointer = followPointer(canvas, navigator, session);
    // While something is written, a touch beside it must not take the keyboard away.
    const hold = (event: MouseEvent) => {
      const held =
        draft.cell.value && event.target instanceof Element && !event.target.closest('textarea, button, .words');
      if (held) event.preventDefault();
    };
    canvas.addEventListener('mousedown', hold);
    staged(stage);
    return () => {
      staged(undefined);
      observer.disconnect();
      stopKeys();
      space.close();
      stopGestures();
      stopPointer();
      canvas.removeEventListener('mousedown', hold);
      stage.close();
      navigator.stop();
    };
  }, [session]);

  const keep = (name: keyof typeof parts.current) => (element: HTMLElement | null) => {
    parts.current[name] = element;
  };
  return (
    <section
      class="canvas"
      id="canvas"
      ref={root}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: everything on the canvas is done by keys while it has the keyboard
      tabIndex={0}
      inert={covered}
      aria-label="Canvas"
      aria-describedby="canvas-help"
    >
      <p class="unseen" id="canvas-help">
        Enter writes in the middle of what is seen, the arrow keys move, n and p go to messages, question mark tells all
        keys.
      </p>
      <div class="water" ref={keep('water')} />
      <div class="ground" ref={keep('ground')} aria-hidden="true">
        <div class="start-mark" />
      </div>
      <div class="layer" ref={keep('layer')} />
      <div class="layer cursors" ref={keep('cursors')} aria-hidden="true" />
      <div class="crosshair" aria-hidden="true" />
      <DraftField draft={draft} navigator={navigator} leave={() => root.current?.focus({ preventScroll: true })} />
    </section>
  );
}

function followKeys(
  canvas: HTMLElement,
  navigator: Navigator,
  draft: Draft,
  session: RoomSession,
  stage: Stage,
): () => void {
  const step = (by: 1 | -1) => {
    if (!stage.layer.step(by)) return;
    const { activeElement } = document;
    const frame = canvas.getBoundingClientRect();
    const box = activeElement?.getBoundingClientRect();
    if (box) navigator.reveal({ x: box.x - frame.x, y: box.y - frame.y, width: box.width, height: box.height });
  };
  const press = (event: KeyboardEvent) => {
    const { target } = event;
    const onBubble = target instanceof HTMLElement && target.classList.contains('bubble');
    if (target !== canvas && !onBubble) return;
    if (onBubble && event.key === 'Escape') return canvas.focus({ preventScroll: true });
    const command = commandOf(event);
    if (command === undefined) return;
    event.preventDefault();
    if (command.do === 'pan') navigator.pan(command.dx, command.dy);
    else if (command.do === 'zoom') navigator.zoom(command.factor);
    else if (command.do === 'level') navigator.zoom(1 / navigator.camera.value.zoom);
    else if (command.do === 'start') navigator.fly(START);
    else if (command.do === 'latest') flyToLatest(navigator, session, stage);
    else if (command.do === 'next') step(1);
    else if (command.do === 'previous') step(-1);
    else if (!(onBubble && stage.layer.openFocused())) draft.open(placeOf(navigator.camera.value));
  };
  canvas.addEventListener('keydown', press);
  return () => canvas.removeEventListener('keydown', press);
}

/** Goes to where something happened last. */
export function flyToLatest(navigator: Navigator, session: RoomSession, stage: Stage): void {
  const place = latestPlace(session, stage.bubbles.value);
  if (place) navigator.fly({ ...navigator.camera.value, ...place });
  else session.notify('Nothing was written here yet');
}

/** Tells others where our mouse is, while it is over the canvas and we want that. */
function followPointer(canvas: HTMLElement, navigator: Navigator, session: RoomSession): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  const move = (event: PointerEvent) => {
    if (event.pointerType !== 'mouse' || !SETTINGS.value.cursors) return;
    const { left, top } = canvas.getBoundingClientRect();
    const at = { x: event.clientX - left, y: event.clientY - top };
    session.cursor(placeOf(toCanvas(navigator.camera.value, navigator.size.value, at)));
  };
  canvas.addEventListener('pointermove', move, { signal });
  canvas.addEventListener('pointerleave', () => session.cursor(), { signal });
  const unfollow = SETTINGS.follow(({ cursors }) => cursors || session.cursor());
  return () => {
    ending.abort();
    unfollow();
  };
}

/** Whether the space bar is held while the canvas has the keyboard. */
class SpaceBar {
  held = false;
  readonly #ending = new AbortController();

  constructor(canvas: HTMLElement) {
    const { signal } = this.#ending;
    const hold = (held: boolean) => {
      this.held = held;
      canvas.classList.toggle('grabbing', held);
    };
    const press = (event: KeyboardEvent) => {
      if (event.key !== ' ' || event.target instanceof HTMLTextAreaElement) return;
      event.preventDefault();
      hold(true);
    };
    canvas.addEventListener('keydown', press, { signal });
    addEventListener('keyup', (event) => event.key === ' ' && hold(false), { signal });
    addEventListener('blur', () => hold(false), { signal });
  }

  close(): void {
    this.#ending.abort();
  }
}
