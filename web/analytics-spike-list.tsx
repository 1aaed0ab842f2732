import type { Spike } from './analytics-spikes.ts';
import { sayLead, sayMoment } from './analytics-words.ts';

/** More than anybody reads. */
const MOST_ROWS = 50;

/** Each rise past what the pods carried, and how early there were more of them; the newest first. */
export function SpikeList({ spikes }: { readonly spikes: readonly Spike[] }) {
  return (
    <details class="chart-card table-card">
      <summary>
        Spikes <span class="soft">(how early there were pods for each of {`${spikes.length}`})</span>
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section class="table-room" aria-label="Spikes" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">Pods needed</th>
              <th scope="col">Wanted</th>
              <th scope="col">Ready</th>
              <th scope="col">Reactive only</th>
            </tr>
          </thead>
          <tbody>
            {spikes
              .toReversed()
              .slice(0, MOST_ROWS)
              .map((spike) => (
                <tr key={spike.at}>
                  <th scope="row">{sayMoment(spike.at)}</th>
                  <td>{`${spike.from} → ${spike.to}`}</td>
                  <td>{sayLead(spike.desiredMs)}</td>
                  <td>{sayLead(spike.readyMs)}</td>
                  <td>{sayLead(spike.reactiveMs)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
