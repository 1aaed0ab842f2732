import { useCallback, useEffect, useState } from 'preact/hooks';
import { backoffMs } from '#client';
import { Entrance } from './entrance.tsx';
import { type GuestPass, requestPass } from './guest-pass.ts';
import { MEMORY } from './page-memory.ts';
import { findPlace, type PlaceInfo } from './place.ts';
import { addressOf, roomIn } from './room-address.ts';
import { RoomPage } from './room-page.tsx';

/** How somebody comes in: as a guest, who can get another pass, or with a token that they brought. */
type Ticket = { readonly pass: GuestPass } | { readonly token: string };

/** The whole page: finds the place, asks who is there, shows the room of the address. */
export function Page() {
  const place = usePlace();
  const [room, goTo] = useRoomOfAddress();
  const [ticket, setTicket] = useState<Ticket | undefined>(rememberedTicket);
  const [refusal, setRefusal] = useState<string>();

  const leave = useCallback((why?: string) => {
    MEMORY.keepPass(undefined);
    setRefusal(why);
    setTicket(undefined);
  }, []);

  if (place === undefined) {
    return (
      <main class="alone" aria-busy="true">
        <p role="status">Looking for the place…</p>
      </main>
    );
  }
  if (place === 'unreachable') {
    return (
      <main class="alone">
        <p role="alert">The place cannot be reached. Trying again by itself.</p>
      </main>
    );
  }
  if (ticket === undefined) {
    const enter = (next: Ticket, into: string) => {
      if ('pass' in next) MEMORY.keepPass(next.pass);
      setRefusal(undefined);
      goTo(into);
      setTicket(next);
    };
    return <Entrance place={place} room={room} refusal={refusal} enter={enter} />;
  }
  const token = tokenSource(ticket, place);
  return <RoomPage key={room} room={room} urls={place.urls} token={token} goTo={goTo} leave={leave} />;
}

function rememberedTicket(): Ticket | undefined {
  const pass = MEMORY.pass(Date.now());
  return pass && { pass };
}

/** The token that is there, and a new guest's when it is asked for a second time; a token that was brought is the only one. */
function tokenSource(ticket: Ticket, { urls }: PlaceInfo): string | (() => Promise<string>) {
  if ('token' in ticket) return ticket.token;
  let next: string | undefined = MEMORY.pass(Date.now())?.token ?? ticket.pass.token;
  return async () => {
    const token = next;
    next = undefined;
    if (token !== undefined) return token;
    const pass = await requestPass(urls, ticket.pass.visitor.name);
    MEMORY.keepPass(pass);
    return pass.token;
  };
}

/** The place that served the page; tries until it answers. */
function usePlace(): PlaceInfo | 'unreachable' | undefined {
  const [place, setPlace] = useState<PlaceInfo | 'unreachable'>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = (failures: number) => {
      findPlace(location.origin).then(setPlace, () => {
        setPlace('unreachable');
        timer = setTimeout(ask, 1_000 + backoffMs(failures, Math.random()), failures + 1);
      });
    };
    ask(0);
    return () => clearTimeout(timer);
  }, []);
  return place;
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
