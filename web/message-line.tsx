import type { MessageEntry } from '#chat';
import { AuthorSign, hueOf } from './author-sign.tsx';
import type { Pending } from './conversation.ts';
import { LinkedText } from './linked-text.tsx';
import { momentText, wholeText } from './time-text.ts';

interface EntryLineProps {
  readonly entry: MessageEntry;
  readonly own: boolean;
  /** Belongs to the one above: the name is not said again. */
  readonly joined: boolean;
  readonly now: number;
}

/** A message that is in the room. */
export function EntryLine({ entry, own, joined, now }: EntryLineProps) {
  const { author, at, text } = entry;
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
        <LinkedText text={text} />
        {own && (
          <span class="mark-sent" title="In the room">
            <span aria-hidden="true"> ✓</span>
            <span class="unseen"> (sent)</span>
          </span>
        )}
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
  return (
    <li class={`line own pending ${status}`}>
      <p class="said" dir="auto">
        {text}
        {status === 'sent' && <span class="mark-sent"> ✓</span>}
      </p>
      {status === 'waiting' && <p class="state">{online ? 'Sending…' : 'Waits for the connection'}</p>}
      {status === 'failed' && (
        <p class="state">
          <strong>Not sent.</strong> {why}{' '}
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
export function GapLine({ reason, missing }: { readonly reason: string; readonly missing: number | undefined }) {
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
