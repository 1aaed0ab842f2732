import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { backoffMs } from '#client';
import { useNow } from './clock-hook.ts';
import { Entrance } from './entrance.tsx';
import { guestName } from './guest-name.ts';
import { PassRefused } from './guest-pass.ts';
import markUrl from './mark.svg';
import { untilText } from './notice.ts';
import { MEMORY } from './page-memory.ts';
import { findPlace, type PlaceInfo } from './place.ts';
import { addressOf, roomIn } from './room-address.ts';
import { RoomPage } from './room-page.tsx';
import { followSeenHeight } from './seen-height.ts';
import { followSettings } from './settings-cell.ts';
import { guestTicket, providedTicket, rememberedFirebase, rememberedTicket, type Ticket } from './sign-in.ts';

/** Who is at the page, and where. */
interface Entry {
  readonly place: PlaceInfo;
  readonly ticket: Ticket | undefined;
}

/** Why nobody is in yet, and when it is tried again. */
interface Trouble {
  readonly why: string;
  readonly retryAt: number;
}

/** The whole page: finds the place, lets in whoever may come in, shows the room of the address. */
export function Page() {
  const [room, goTo] = useRoomOfAddress();
  const [entry, setEntry] = useEntry();
  const [refusal, setRefusal] = useState<string>();
  const settled = useRef(false);
  useEffect(followSettings, []);
  useEffect(followSeenHeight, []);

  if (entry === undefined || 'why' in entry) return <Waiting trouble={entry} />;
  const { place, ticket } = entry;
  if (ticket === undefined) {
    const enter = (next: Ticket) => {
      settled.current = true;
      setEntry({ place, ticket: next });
    };
    return <Entrance place={place} room={room} refusal={refusal} enter={enter} />;
  }
  const leave = (why?: string) => {
    MEMORY.keepPass(undefined);
    MEMORY.refreshToken = undefined;
    setRefusal(why);
    setEntry({ place, ticket: undefined });
  };
  const rename = async (name: string) => {
    const next = await guestTicket(place, name);
    MEMORY.name = name;
    setEntry({ place, ticket: next });
  };
  return (
    <RoomPage
      key={`${room} ${ticket.token}`}
      room={room}
      urls={place.urls}
      ticket={ticket}
      goTo={goTo}
      leave={leave}
      rename={ticket.guest ? rename : undefined}
      settled={settled}
    />
  );
}

/** Before there is a room. */
function Waiting({ trouble }: { readonly trouble: Trouble | undefined }) {
  const now = useNow(trouble !== undefined);
  return (
    <main class="alone" aria-busy={trouble === undefined}>
      <img src={markUrl} alt="Breakwater" width="56" height="56" />
      {trouble === undefined ? (
        <p role="status">Looking for the place…</p>
      ) : (
        <p role="alert">
          {trouble.why} <span aria-hidden="true">It is tried again in {untilText(trouble.retryAt - now)}.</span>
        </p>
      )}
    </main>
  );
}

/** The place that served the page, and who comes in without being asked: tries until it answers. */
function useEntry(): readonly [Entry | Trouble | undefined, (entry: Entry) => void] {
  const [entry, setEntry] = useState<Entry | Trouble>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = (failures: number) => {
      comeIn().then(setEntry, (error: unknown) => {
        const refused = error instanceof PassRefused ? error : undefined;
        const waitMs = refused?.retryAfterMs ?? 1_000 + backoffMs(failures, Math.random());
        const why = refused ? `${refused.message}.` : 'The place cannot be reached.';
        setEntry({ why, retryAt: Date.now() + waitMs });
        timer = setTimeout(ask, waitMs, failures + 1);
      });
    };
    ask(0);
    return () => clearTimeout(timer);
  }, []);
  return [entry, setEntry];
}

async function comeIn(): Promise<Entry> {
  const place = await findPlace(location.origin);
  const { guests, signIn } = place;
  // Whom no provider knows may still sign in, or come as a guest.
  const known = await knownTicket(signIn).catch(() => undefined);
  if (known) return { place, ticket: known };
  if (!guests) return { place, ticket: undefined };
  const remembered = rememberedTicket(place);
  if (remembered) return { place, ticket: remembered };
  if (MEMORY.name === '') MEMORY.name = guestName(Math.random);
  return { place, ticket: await guestTicket(place, MEMORY.name) };
}

/** Somebody who is signed in already. */
async function knownTicket({ tokenUrl, firebase }: PlaceInfo['signIn']): Promise<Ticket | undefined> {
  if (tokenUrl !== undefined) return providedTicket(tokenUrl);
  return firebase && rememberedFirebase(firebase);
}

/** The room that the address means, and how to go to another. */
function useRoomOfAddress(): readonly [string, (room: string) => void] {
  const [room, setRoom] = useState(() => roomIn(location.href));
  useEffect(() => {
    const look = () => setRoom(roomIn(location.href));
    addEventListener('popstate', look);
    addEventListener('hashchange', look);
    return () => {
      removeEventListener('popstate', look);
      removeEventListener('hashchange', look);
    };
  }, []);
  const goTo = useCallback((next: string) => {
    const address = addressOf(location.href, next);
    if (address !== location.href) history.pushState(null, '', address);
    setRoom(next);
  }, []);
  return [room, goTo];
}
