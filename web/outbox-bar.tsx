import { useCell } from './cell-hook.ts';
import type { OutboxKeeper } from './outbox-keeper.ts';
import { undecided } from './pending.ts';

/** What was not sent and will not be by itself: a person decides. */
export function OutboxBar({ outbox }: { readonly outbox: OutboxKeeper }) {
  const waiting = undecided(useCell(outbox.list));
  const [first] = waiting;
  if (first === undefined) return null;
  const many = waiting.length > 1;
  return (
    <section class="notice outbox" aria-label="Not sent">
      <p role="alert">
        <strong>{many ? `${waiting.length} messages were not sent.` : 'A message was not sent.'}</strong> {first.why}
      </p>
      <ul>
        {waiting.slice(0, 3).map(({ id, text }) => (
          <li key={id} dir="auto">
            {text}
          </li>
        ))}
      </ul>
      <p class="row">
        <button class="button small" type="button" onClick={() => waiting.map(({ id }) => outbox.retry(id))}>
          {many ? 'Retry all' : 'Retry'}
        </button>
        <button class="button small" type="button" onClick={() => waiting.map(({ id }) => outbox.discard(id))}>
          Delete
        </button>
      </p>
    </section>
  );
}
