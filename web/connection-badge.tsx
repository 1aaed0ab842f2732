import type { Cell } from './cell.ts';
import { useCell } from './cell-hook.ts';
import { useNow } from './clock-hook.ts';
import { type ConnectionStory, connectionText, isMoving } from './connection-text.ts';

interface ConnectionBadgeProps {
  readonly story: Cell<ConnectionStory>;
  readonly retryNow: () => void;
}

const ICONS = {
  calm: 'M3.5 8.5 6.5 11.5 12.5 4.5',
  good: 'M3.5 8.5 6.5 11.5 12.5 4.5',
  busy: 'M8 3.2v5l3.2 2',
  bad: 'M8 3.5v5.2M8 11.6v.6',
} as const;

/** Where the connection stands: always visible, in words and with a sign, never by colour alone. */
export function ConnectionBadge({ story: cell, retryNow }: ConnectionBadgeProps) {
  const story = useCell(cell);
  const now = useNow(isMoving(story));
  const { tone, text, spoken, retry } = connectionText(story, Math.max(now, story.backAt ?? 0));
  return (
    <div class="connection" data-status={story.state.status}>
      <span class={`badge ${tone}`}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <circle cx="8" cy="8" r="7.2" />
          <path d={ICONS[tone]} />
        </svg>
        <span class="badge-text" aria-hidden="true">
          {text}
        </span>
        <span class="unseen" role="status">
          {spoken}
        </span>
      </span>
      {retry && (
        <button class="button small" type="button" onClick={retryNow}>
          Retry now
        </button>
      )}
    </div>
  );
}
