import { useEffect, useState } from 'preact/hooks';
import { Draft } from './draft.ts';
import { Navigator } from './navigator.ts';
import { showNotification } from './notification.ts';
import { MEMORY } from './page-memory.ts';
import { RoomScreen } from './room-screen.tsx';
import { RoomSession } from './room-session.ts';
import { choose, SETTINGS } from './settings-cell.ts';
import type { Ticket } from './sign-in.ts';

export interface RoomPageProps {
  readonly room: string;
  readonly urls: readonly string[];
  readonly ticket: Ticket;
  readonly goTo: (room: string) => void;
  readonly leave: (why?: string) => void;
  /** Only a guest can take another name. */
  readonly rename: ((name: string) => Promise<void>) | undefined;
  /** Whether somebody has done something here already: what had the keyboard is gone then, and the canvas gets it. */
  readonly settled: { current: boolean };
}

/** A new token is asked for so long before the old one ends, in milliseconds. */
const RENEW_MS = 60_000;
/** The longest that a browser's timer waits. */
const MOST_WAIT_MS = 2_147_483_647;

const REFUSED = 'This token was not taken: it has ended, or it is for another place';

/** What belongs to a stay in one room. */
export interface Stay {
  readonly session: RoomSession;
  readonly navigator: Navigator;
  readonly draft: Draft;
}

/** A stay in a room, from the first connection to the last word. */
export function RoomPage(props: RoomPageProps) {
  const { room, urls, ticket, leave } = props;
  const [stay, setStay] = useState<Stay>();
  // A stay lasts as long as this room is shown to this person.
  useEffect(() => {
    const session = new RoomSession({ room, urls, token: ticket.token });
    const draft = new Draft();
    const events = draft.events;
    draft.events = {
      ...events,
      typing: (text, id, place) => SETTINGS.value.liveTyping && session.typing(text, id, place),
      say: (text, id, place) => session.say(text, place, 'canvas', id),
    };
    const unrenew = renewInTime(session, ticket);
    const unrefuse = session.story.follow(() => isRefused(session, ticket) && leave(REFUSED));
    const unnotify = session.onMessage(({ author, text }) => {
      if (!document.hidden || !SETTINGS.value.notify || showNotification(author.name, text, room)) return;
      choose({ notify: false });
      session.notify('This browser shows no notifications for a page, so they are off');
    });
    setStay({ session, draft, navigator: new Navigator() });
    MEMORY.visit(room);
    document.title = `${room} · Breakwater`;
    return () => {
      unrenew();
      unrefuse();
      unnotify();
      session.close();
    };
  }, []);
  return stay && <RoomScreen {...props} stay={stay} />;
}

/** Whether the token that somebody brought never opened anything, so that only another one can. */
function isRefused({ story, expiresAt }: RoomSession, { renew }: Ticket): boolean {
  const { state } = story.value;
  const ended = state.status === 'closed' && state.because === 'token';
  return ended && expiresAt.value === undefined && renew === undefined;
}

/** Goes on with a new token before the old one ends, in the connection that there is. */
function renewInTime(session: RoomSession, { renew, lasting }: Ticket): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const unfollow = session.expiresAt.follow((expiresAt) => {
    clearTimeout(timer);
    if (!lasting || !renew || expiresAt === undefined) return;
    const waitMs = Math.max(1_000, expiresAt - RENEW_MS - session.serverNow());
    // Whoever cannot be renewed is told when it ends.
    const ask = () =>
      renew().then(
        (token) => session.renew(token),
        () => {},
      );
    timer = setTimeout(ask, Math.min(waitMs, MOST_WAIT_MS));
  });
  return () => {
    clearTimeout(timer);
    unfollow();
  };
}
