import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ViewMessage } from '#chat';
import { useCell } from './cell-hook.ts';
import { useNow } from './clock-hook.ts';
import { GapLine, MessageLine, PendingLine } from './message-line.tsx';
import type { RoomSession } from './room-session.ts';
import { keyOfMessage } from './stage.ts';

interface MessageListProps {
  readonly session: RoomSession;
  readonly open: (message: ViewMessage, element: HTMLElement) => void;
}

/** So near to the end counts as being there, in pixels. */
const NEAR = 80;
/** Messages of one author within so many milliseconds stand under one name. */
const TOGETHER_MS = 300_000;
const MINUTE_MS = 60_000;
/** So many lines at first, and so many more at a time. */
const PAGE = 100;

/** What is said, oldest first. Stays at the end while the reader is there, and does not move when they are not. */
export function MessageList({ session, open }: MessageListProps) {
  const messages = useCell(session.messages);
  const pending = useCell(session.outbox.list);
  const missing = useCell(session.missing);
  const hidden = useCell(session.hidden);
  const story = useCell(session.story);
  const now = useNow(true, 5_000);
  const scroller = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const [behind, setBehind] = useState(false);
  const [most, setMost] = useState(PAGE);

  const toEnd = () => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  };
  useLayoutEffect(() => {
    if (follows.current) toEnd();
    else setBehind(true);
  }, [messages, pending]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => follows.current && toEnd());
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const look = () => {
    const element = scroller.current;
    if (!element) return;
    follows.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    if (follows.current) setBehind(false);
  };

  const seen = messages.filter(({ author }) => !hidden.has(author.id));
  const shown = seen.slice(-most);
  const serverNow = session.serverNow() + (now - Date.now());
  const recent = shown.findIndex(({ at }) => serverNow - at < MINUTE_MS);
  const gapsAfter = (key: string | undefined) =>
    missing
      .filter(({ after }) => after === key)
      .map((each, index) => <GapLine key={`${key} ${index}`} missing={each} />);
  return (
    <div class="messages">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
      <section class="scroller" ref={scroller} onScroll={look} aria-label="Messages" tabIndex={0}>
        {shown.length + pending.length === 0 && <p class="empty">Nothing was said here yet.</p>}
        {seen.length > shown.length && (
          <button class="button small earlier" type="button" onClick={() => setMost(most + PAGE)}>
            Earlier messages
          </button>
        )}
        <ol>
          {gapsAfter(undefined)}
          {shown.map((message, index) => {
            const before = shown[index - 1];
            const parted = index === recent && index > 0;
            const joined = !parted && before?.author.id === message.author.id && message.at - before.at < TOGETHER_MS;
            const key = keyOfMessage(message);
            return [
              parted && (
                <li class="parting" key="minute">
                  The last minute
                </li>
              ),
              <MessageLine
                key={key}
                message={message}
                own={session.isOwn(message.author.id)}
                joined={joined}
                now={now}
                open={open}
              />,
              ...gapsAfter(key),
            ];
          })}
          {pending.map((each) => (
            <PendingLine
              key={each.id}
              pending={each}
              online={story.state.status === 'online'}
              retry={(id) => session.outbox.retry(id)}
              discard={(id) => session.outbox.discard(id)}
            />
          ))}
        </ol>
      </section>
      {behind && (
        <button class="button small newer" type="button" onClick={toEnd}>
          New messages
        </button>
      )}
    </div>
  );
}
