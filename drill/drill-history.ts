import type { DrillClock } from './drill-clock.ts';
import { peopleAt, type Trace } from './trace.ts';

/** How many of the trace's last days a scaler learns from. */
const DAYS = 14;
const DAY_MS = 86_400_000;

/**
 * What a Prometheus would have measured of a trace until a time, in OpenMetrics: as if the days before had been lived at the
 * speed of the drill too, so that they lie in the machine's own last hours.
 *
 * @param untilAt by the drill's clock
 */
export function openMetricsOf(trace: Trace, clock: DrillClock, untilAt: number): string {
  const stepMs = trace.stepSeconds * 1000;
  const lines: string[] = [];
  for (let at = Math.max(trace.startAt, untilAt - DAYS * DAY_MS); at <= untilAt; at += stepMs) {
    const people = Math.round(peopleAt(trace, (at - trace.startAt) / 1000));
    lines.push(`websocket_connections_active{job="history"} ${people} ${(clock.realOf(at) / 1000).toFixed(3)}`);
  }
  return `# TYPE websocket_connections_active gauge\n${lines.join('\n')}\n# EOF\n`;
}
