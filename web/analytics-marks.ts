import type uPlot from 'uplot';
import type { Colour } from './analytics-colours.ts';
import type { ScaleEvent } from './analytics-provision.ts';

export interface Marks {
  readonly now: number;
  readonly colours: Record<Colour, string>;
  readonly events: readonly ScaleEvent[];
}

const MARK = 4;

/** Draws what is to come as shaded, the line of now, and where another number of pods was wanted. */
export function marksPlugin(marks: () => Marks): uPlot.Plugin {
  return {
    hooks: {
      drawClear: (chart) => shadeFuture(chart, marks()),
      draw: (chart) => {
        const { now, colours, events } = marks();
        drawNow(chart, now, colours['ink-soft']);
        for (const event of events) drawEvent(chart, event, colours.desired);
      },
    },
  };
}

function shadeFuture({ ctx, bbox, valToPos }: uPlot, { now, colours }: Marks): void {
  const from = Math.max(bbox.left, valToPos(now, 'x', true));
  const width = bbox.left + bbox.width - from;
  if (!(width > 0)) return;
  ctx.save();
  ctx.fillStyle = colours.future;
  ctx.fillRect(from, bbox.top, width, bbox.height);
  ctx.restore();
}

function drawNow({ ctx, bbox, valToPos }: uPlot, now: number, colour: string): void {
  const x = Math.round(valToPos(now, 'x', true));
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.lineWidth = ratio;
  ctx.beginPath();
  ctx.moveTo(x + 0.5, bbox.top);
  ctx.lineTo(x + 0.5, bbox.top + bbox.height);
  ctx.stroke();
  ctx.font = `${12 * ratio}px system-ui, sans-serif`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'top';
  ctx.fillText('now', x - 4 * ratio, bbox.top + 2 * ratio);
  ctx.restore();
}

/** A triangle that points where the pods went. */
function drawEvent({ ctx, bbox, valToPos }: uPlot, { at, from, to }: ScaleEvent, colour: string): void {
  const x = valToPos(at, 'x', true);
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  const size = MARK * devicePixelRatio;
  const middle = bbox.top + bbox.height - 2 * size;
  const tip = to > from ? -size : size;
  ctx.save();
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.moveTo(x - size, middle - tip);
  ctx.lineTo(x + size, middle - tip);
  ctx.lineTo(x, middle + tip);
  ctx.fill();
  ctx.restore();
}
