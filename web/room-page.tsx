import { useEffect, useState } from 'preact/hooks';
import type { TokenSource } from '#client';
import { Composer } from './composer.tsx';
import { ConnectionBadge } from './connection-badge.tsx';
import markUrl from './mark.svg';
import { MemberPanel } from './member-panel.tsx';
import { MessageList } from './message-list.tsx';
import { NoticeBar } from './notice-bar.tsx';
import { MEMORY } from './page-memory.ts';
import { RoomPicker } from './room-picker.tsx';
import { RoomSession, type RoomView } from './room-session.ts';

interface RoomPageProps {
  readonly room: string;
  readonly urls: readonly string[];
  readonly token: TokenSource;
  readonly goTo: (room: string) => void;
  readonly leave: (why?: string) => void;
}

/** A room: who is here, what is said, and how well we are connected. */
export function RoomPage({ room, urls, token, goTo, leave }: RoomPageProps) {
  const [session, setSession] = useState<RoomSession>();
  const [view, setView] = useState<RoomView>();

  // A session lives as long as this room is shown; later properties of the same room do not begin another.
  useEffect(() => {
    const refused = () => leave('The token was refused: bring another');
    const opened = new RoomSession({ room, urls, token, refused });
    const stop = opened.follow(setView);
    setView(opened.view);
    setSession(opened);
    MEMORY.visit(room);
    document.title = `${room} · Breakwater`;
    return () => {
      stop();
      opened.close();
    };
  }, [room]);

  if (session === undefined || view === undefined) return null;
  return (
    <div class="room">
      <button class="skip" type="button" onClick={() => document.getElementById('composer')?.focus()}>
        Skip to writing
      </button>
      <header class="bar">
        <h1 class="title">
          <img src={markUrl} alt="Breakwater" width="32" height="32" />
          <RoomPicker room={room} goTo={goTo} />
        </h1>
        <ConnectionBadge story={view.story} retryNow={() => session.retryNow()} />
      </header>
      <MemberPanel members={view.members} count={view.memberCount} self={view.self} leave={() => leave()} />
      <main class="talk">
        <MessageList
          conversation={view.conversation}
          online={view.story.state.status === 'online'}
          retry={(id) => session.retry(id)}
          discard={(id) => session.discard(id)}
        />
        <NoticeBar notice={view.notice} dismiss={() => session.dismissNotice()} />
        <Composer room={room} say={(text) => session.say(text)} />
      </main>
    </div>
  );
}
