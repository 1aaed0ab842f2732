import type { Shown } from './analytics-session.ts';
import { sayAge } from './analytics-words.ts';

/** Forecasts are made every five minutes; one that is older than three of those is late. */
const STALE_MS = 15 * 60_000;

const MODES: Readonly<Record<string, string>> = {
  shadow: 'Shadow: it only says what it would do',
  advise: 'Advise: it proposes, people decide',
  'up-only': 'Up only: it adds pods, and takes none away',
  full: 'Full: it adds pods and takes them away',
};

/** How old what is said is, and how far it is trusted. */
export function Badges({ shown: { forecastAt, now, mode } }: { readonly shown: Shown }) {
  const age = forecastAt === null ? undefined : Math.max(0, now - forecastAt);
  const stale = age === undefined || age > STALE_MS;
  return (
    <ul class="badges">
      <li class={`pill ${stale ? 'pill-stale' : 'pill-fresh'}`}>
        {age === undefined ? 'No forecast yet' : `Forecast ${sayAge(age)} old`}
        {age !== undefined && stale && ', late'}
      </li>
      {mode !== undefined && (
        <li class="pill" title={MODES[mode]}>
          {`Mode: ${mode}`}
        </li>
      )}
    </ul>
  );
}
