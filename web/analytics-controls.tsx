import { LEAD_SECONDS, LEADS, RANGE_NAMES, RANGES } from './analytics-range.ts';
import type { AnalyticsSession, State } from './analytics-session.ts';
import { sayMoment } from './analytics-words.ts';

/** Which time is looked at, and beside which prediction. */
export function Controls({ session, state: { view } }: { readonly session: AnalyticsSession; readonly state: State }) {
  return (
    <div class="controls">
      <fieldset class="ranges" aria-label="Range">
        {RANGE_NAMES.map((range) => (
          <button
            type="button"
            key={range}
            class="button small"
            aria-pressed={view.range === range && view.zoom === undefined}
            title={RANGES[range].name}
            onClick={() => session.show({ range, zoom: undefined })}
          >
            {range}
          </button>
        ))}
      </fieldset>
      <label class="lead-choice">
        Predicted
        <select
          value={view.lead}
          onChange={(event) => {
            const lead = LEAD_SECONDS.find((seconds) => String(seconds) === event.currentTarget.value);
            if (lead !== undefined) session.show({ lead });
          }}
        >
          {LEAD_SECONDS.map((lead) => (
            <option key={lead} value={lead}>
              {LEADS[lead]} before
            </option>
          ))}
        </select>
      </label>
      {view.zoom && (
        <button type="button" class="button small" onClick={() => session.show({ zoom: undefined })}>
          {`${sayMoment(view.zoom.fromAt)} – ${sayMoment(view.zoom.toAt)} ✕`}
          <span class="unseen">: back to {RANGES[view.range].name}</span>
        </button>
      )}
    </div>
  );
}
