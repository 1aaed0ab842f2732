/** What a key does on the canvas. */
export type CanvasCommand =
  | { readonly do: 'pan'; readonly dx: number; readonly dy: number }
  | { readonly do: 'zoom'; readonly factor: number }
  | { readonly do: 'write' | 'start' | 'latest' | 'level' | 'next' | 'previous' };

interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** How far an arrow key goes, in screen pixels. */
const STEP = 60;
const LEAP = 5;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

const PLAIN: Readonly<Record<string, CanvasCommand>> = {
  '+': { do: 'zoom', factor: 1.25 },
  '=': { do: 'zoom', factor: 1.25 },
  '-': { do: 'zoom', factor: 0.8 },
  _: { do: 'zoom', factor: 0.8 },
  '0': { do: 'level' },
  Enter: { do: 'write' },
  Home: { do: 'start' },
  End: { do: 'latest' },
  n: { do: 'next' },
  p: { do: 'previous' },
};

/**
 * What a key does, if it does anything. The arrows move the screen over the canvas.
 *
 * @example
 * const plain = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };
 * commandOf({ ...plain, key: 'ArrowRight' }) // => { do: 'pan', dx: -60, dy: 0 }
 * commandOf({ ...plain, key: 'n', ctrlKey: true }) // => undefined
 */
export function commandOf({ key, shiftKey, ctrlKey, metaKey, altKey }: Key): CanvasCommand | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  const arrow = Object.hasOwn(ARROWS, key) ? ARROWS[key] : undefined;
  if (arrow) {
    const step = shiftKey ? STEP * LEAP : STEP;
    return { do: 'pan', dx: arrow[0] * step + 0, dy: arrow[1] * step + 0 };
  }
  return Object.hasOwn(PLAIN, key) ? PLAIN[key] : undefined;
}
