import type { ViewMessage } from '#chat';
import { AuthorSign, hueOf } from './author-sign.tsx';
import { Icon } from './icon.tsx';
import { LinkedText } from './linked-text.tsx';
import type { Pending } from './pending.ts';
import type { Missing } from './room-session.ts';
import { momentText, wholeText } from './time-text.ts';

interface MessageLineProps {
  readonly message: ViewMessage;
  readonly own: boolean;
  /** Belongs to the one above: the name is not said again. */
  readonly joined: boolean;
  readonly now: number;
  readonly open: (message: ViewMessage, element: HTMLElement) => void;
}

/** A message that is in the room. */
export function MessageLine({ message, own, joined, now, open }: MessageLineProps) {
  const { author, at, text, editedAt, reactions } = message;
  return (
    <li class={`line${joined ? ' joined' : ''}${own ? ' own' : ''}`}>
      {!joined && <AuthorSign id={author.id} name={author.name} />}
      <p class={joined ? 'who unseen' : 'who'}>
        <bdi class={`author hue-${hueOf(author.id)}`}>{author.name}</bdi>{' '}
        <time dateTime={new Date(at).toISOString()} title={wholeText(at)}>
          {momentText(at, now)}
        </time>
      </p>
      <p class="said" dir="auto">
        <span class="said-text">
          <LinkedText text={text} />
        </span>
        {editedAt !== undefined && <span class="soft small"> edited</span>}
        {own && (
          <span class="mark-sent" title="In the room">
            <span aria-hidden="true"> ✓</span>
            <span class="unseen"> (sent)</span>
          </span>
        )}
      </p>
      {reactions.length > 0 && (
        <p class="reactions">
          {reactions.map(({ emoji, by }) => (
            <span key={emoji} class="reaction">
              {emoji} {by.length > 1 && by.length}
            </span>
          ))}
        </p>
      )}
      <p class="tools">
        <button
          class="tool small"
          type="button"
          aria-label={`React to ${author.name}'s message, and more`}
          title="React, and more"
          onClick={(event) => open(message, event.currentTarget)}
        >
          <Icon name="more" />
        </button>
      </p>
    </li>
  );
}

interface PendingLineProps {
  readonly pending: Pending;
  readonly online: boolean;
  readonly retry: (id: string) => void;
  readonly discard: (id: string) => void;
}

/** A message of ours that the room has not shown yet. */
export function PendingLine({ pending: { id, text, status, why }, online, retry, discard }: PendingLineProps) {
  const stands = status === 'held' || status === 'failed';
  return (
    <li class={`line own pending ${status}`}>
      <p class="said" dir="auto">
        <span class="said-text">{text}</span>
        {status === 'sent' && <span class="mark-sent"> ✓</span>}
      </p>
      {status === 'waiting' && <p class="state">{online ? 'Sending…' : '◷ Waits for the connection'}</p>}
      {stands && (
        <p class="state">
          <strong>! Not sent.</strong> {why}{' '}
          <button class="button small" type="button" onClick={() => retry(id)}>
            Retry
          </button>{' '}
          <button class="button small" type="button" onClick={() => discard(id)}>
            Delete
          </button>
        </p>
      )}
    </li>
  );
}

/** Where something is missing, never in silence. */
export function GapLine({ missing: { reason, missing } }: { readonly missing: Missing }) {
  return (
    <li class="gap">
      <strong>{missing === undefined ? 'Some messages may be missing' : saysMissing(missing)}</strong>
      <span>{reason}</span>
    </li>
  );
}

function saysMissing(missing: number): string {
  return missing === 1 ? 'One message is missing' : `${missing} messages are missing`;
}
