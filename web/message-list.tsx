import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Conversation } from './conversation.ts';
import { EntryLine, GapLine, PendingLine } from './message-line.tsx';

interface MessageListProps {
  readonly conversation: Conversation;
  readonly online: boolean;
  readonly retry: (id: string) => void;
  readonly discard: (id: string) => void;
}

/** So near to the end counts as being there, in pixels. */
const NEAR = 80;
/** Messages of one author within so many milliseconds stand under one name. */
const TOGETHER_MS = 300_000;

/** What is said, oldest first. Stays at the end while the reader is there, and does not move when they are not. */
export function MessageList({ conversation: { lines, pending }, online, retry, discard }: MessageListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const [behind, setBehind] = useState(false);
  const now = Date.now();

  const toEnd = () => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  };
  useLayoutEffect(() => {
    if (follows.current) toEnd();
    else setBehind(true);
  }, [lines.length, lines.at(-1)?.key, pending]);
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

  return (
    <div class="messages">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
      <div class="scroller" ref={scroller} onScroll={look} role="log" aria-label="Messages" tabIndex={0}>
        {lines.length + pending.length === 0 && <p class="empty">Nothing was said here yet. Begin.</p>}
        <ol>
          {lines.map((line, index) => {
            if (line.kind === 'gap') return <GapLine key={line.key} reason={line.reason} missing={line.missing} />;
            const before = lines[index - 1];
            const joined =
              before?.kind === 'entry' &&
              before.entry.author.id === line.entry.author.id &&
              line.entry.at - before.entry.at < TOGETHER_MS;
            return <EntryLine key={line.key} entry={line.entry} own={line.own} joined={joined} now={now} />;
          })}
          {pending.map((each) => (
            <PendingLine key={each.id} pending={each} online={online} retry={retry} discard={discard} />
          ))}
        </ol>
      </div>
      {behind && (
        <button class="button small newer" type="button" onClick={toEnd}>
          New messages
        </button>
      )}
    </div>
  );
}
