import type { ComponentChildren } from 'preact';
import { START, ZOOM } from './camera.ts';
import { useCell } from './cell-hook.ts';
import type { Navigator } from './navigator.ts';

interface ZoomBarProps {
  readonly navigator: Navigator;
  readonly toLatest: () => void;
  /** Whether a panel lies over it. */
  readonly covered: boolean;
}

/** Larger and smaller, back to the start, and to where something happens. */
export function ZoomBar({ navigator, toLatest, covered }: ZoomBarProps) {
  const { zoom } = useCell(navigator.camera);
  return (
    <div class="zoom-bar" role="toolbar" aria-label="View" inert={covered}>
      <Tool label="Zoom out" disabled={zoom <= ZOOM.least} act={() => navigator.zoom(0.8)} wide>
        <path d="M3.5 8h9" />
      </Tool>
      <button
        class="tool zoom-level wide"
        type="button"
        aria-label={`Zoom ${Math.round(zoom * 100)} %, set to 100 %`}
        title="Set to 100 %"
        onClick={() => navigator.zoom(1 / zoom)}
      >
        {Math.round(zoom * 100)} %
      </button>
      <Tool label="Zoom in" disabled={zoom >= ZOOM.most} act={() => navigator.zoom(1.25)} wide>
        <path d="M3.5 8h9M8 3.5v9" />
      </Tool>
      <Tool label="Back to the start" act={() => navigator.fly(START)}>
        <path d="M2.8 7.6 8 3.2l5.2 4.4M4.4 6.6v6h7.2v-6" />
      </Tool>
      <Tool label="Jump to the latest" act={toLatest}>
        <circle cx="8" cy="8" r="2" />
        <path d="M8 1.8v2.4M8 11.8v2.4M1.8 8h2.4M11.8 8h2.4" />
      </Tool>
    </div>
  );
}

interface ToolProps {
  readonly label: string;
  readonly act: () => void;
  readonly disabled?: boolean;
  /** Only where there is room for it. */
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}

function Tool({ label, act, disabled = false, wide = false, children }: ToolProps) {
  return (
    <button
      class={wide ? 'tool wide' : 'tool'}
      type="button"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={act}
    >
      <svg viewBox="0 0 16 16" width="18" height="18" aria-hidden="true">
        {children}
      </svg>
    </button>
  );
}
