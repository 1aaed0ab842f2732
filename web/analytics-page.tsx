import { useCallback } from 'preact/hooks';
import { Badges } from './analytics-badges.tsx';
import { ChartView } from './analytics-chart-view.tsx';
import { lastKnown } from './analytics-column.ts';
import { Controls } from './analytics-controls.tsx';
import { HeadlineRow } from './analytics-headline.tsx';
import { zoomTo } from './analytics-range.ts';
import type { AnalyticsSession, Shown } from './analytics-session.ts';
import { SpikeList } from './analytics-spike-list.tsx';
import { sayConnections, sayReplicas } from './analytics-summary.ts';
import { DataTable } from './analytics-table.tsx';
import { TokenForm } from './analytics-token-form.tsx';
import { useCell } from './cell-hook.ts';

/** What was, what was predicted, and what is to come. */
export function AnalyticsPage({ session }: { readonly session: AnalyticsSession }) {
  const state = useCell(session.state);
  const { token, shown, trouble, busy } = state;
  if (token === undefined) return <TokenForm trouble={trouble} onToken={(given) => session.enter(given)} />;
  return (
    <main class="analytics" aria-busy={busy}>
      <header class="analytics-head">
        <h1>Analytics</h1>
        {shown && <Badges shown={shown} />}
        <button type="button" class="button small leave" onClick={() => session.leave()}>
          Forget the token
        </button>
      </header>
      <Controls session={session} state={state} />
      <div class="troubles" role="status">
        {trouble && <Trouble session={session} trouble={trouble} old={shown !== undefined} />}
      </div>
      {shown ? <Numbers session={session} shown={shown} /> : !trouble && <p class="soft">Asking for the numbers …</p>}
    </main>
  );
}

function Trouble(props: { readonly session: AnalyticsSession; readonly trouble: string; readonly old: boolean }) {
  const { session, trouble, old } = props;
  return (
    <p class="trouble">
      {trouble}. {old ? 'What is shown is older; ' : ''}it is tried again by itself.{' '}
      <button type="button" class="button small" onClick={() => session.refresh()}>
        Try now
      </button>
    </p>
  );
}

function Numbers({ session, shown }: { readonly session: AnalyticsSession; readonly shown: Shown }) {
  const { frame, now, headline, hasReplicas, spikes } = shown;
  const onZoom = useCallback(
    (fromAt: number, toAt: number) => {
      const zoom = zoomTo(fromAt, toAt);
      if (zoom) session.show({ zoom });
    },
    [session],
  );
  const onReset = useCallback(() => session.show({ zoom: undefined }), [session]);
  const chart = { shown, onZoom, onReset };
  return (
    <>
      <HeadlineRow headline={headline} />
      {lastKnown(frame.value) === undefined && (
        <p class="soft">
          Nothing was counted in this time yet. A minute is told once it is over, and a forecast needs an hour of them.
        </p>
      )}
      <ChartView {...chart} kind="connections" title="Connections" describedBy="connections-summary" />
      <p class="unseen" id="connections-summary">
        {sayConnections(frame, now)}
      </p>
      {hasReplicas ? (
        <>
          <ChartView {...chart} kind="replicas" title="Replicas" describedBy="replicas-summary" />
          <p class="unseen" id="replicas-summary">
            {sayReplicas(frame)}
          </p>
        </>
      ) : (
        <p class="soft no-replicas">This place knows no scaler, so there is nothing to tell of replicas.</p>
      )}
      {spikes.length > 0 && <SpikeList spikes={spikes} />}
      <DataTable frame={frame} />
    </>
  );
}
