import { useEffect, useState } from 'preact/hooks';
import { hueOf, initialOf } from './author-sign.tsx';
import { useCell } from './cell-hook.ts';
import { type EdgeMark, edgeMarks } from './compass.ts';
import type { Navigator } from './navigator.ts';
import type { Stage } from './stage.ts';

interface EdgeMarkListProps {
  readonly stage: Stage;
  readonly navigator: Navigator;
  /** Whether a panel lies over them. */
  readonly covered: boolean;
}

const LETTER = { width: 9, height: 24 };
const MOST_WIDTH = 336;
/** How often the marks follow a moving camera, in milliseconds. */
const FOLLOW_MS = 60;

/** At the edge of the screen: where something is that is out of sight, and how to get there. */
export function EdgeMarkList({ stage, navigator, covered }: EdgeMarkListProps) {
  const bubbles = useCell(stage.bubbles);
  const size = useCell(navigator.size);
  const [camera, setCamera] = useState(navigator.camera.value);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unfollow = navigator.camera.follow(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        setCamera(navigator.camera.value);
      }, FOLLOW_MS);
    });
    return () => {
      clearTimeout(timer);
      unfollow();
    };
  }, [navigator]);

  const sightings = bubbles.map(({ at, place, author, text }) => {
    return { at, place, name: author.name, hue: hueOf(author.id), ...roughSize(text) };
  });
  return (
    <div class="edge-marks" inert={covered}>
      {edgeMarks(camera, size, sightings).map((mark) => (
        <Mark key={mark.sector} mark={mark} go={() => navigator.fly({ ...camera, ...mark.latest.place })} />
      ))}
    </div>
  );
}

/** How large a text is on the canvas, roughly, without asking the browser, in canvas pixels. */
function roughSize(text: string): { readonly width: number; readonly height: number } {
  const letters = text.length * LETTER.width;
  return { width: Math.min(MOST_WIDTH, letters), height: Math.ceil(letters / MOST_WIDTH) * LETTER.height };
}

function Mark({ mark: { x, y, angle, count, latest }, go }: { readonly mark: EdgeMark; readonly go: () => void }) {
  const label = count === 1 ? `Go to ${latest.name}` : `Go to ${latest.name} and ${count - 1} more`;
  return (
    <button
      class={`edge-mark hue-${latest.hue}`}
      type="button"
      style={{ transform: `translate(${x}px, ${y}px)` }}
      aria-label={label}
      title={label}
      onClick={go}
    >
      <svg viewBox="0 0 48 48" aria-hidden="true" style={{ transform: `rotate(${angle}rad)` }}>
        <path d="M40 18l7 6-7 6" />
      </svg>
      <span class="sign">{count === 1 ? initialOf(latest.name) : count}</span>
    </button>
  );
}
