import { useState } from 'preact/hooks';
import { LIMITS, parseName } from '#chat';
import { type GuestPass, PassRefused, requestPass } from './guest-pass.ts';
import markUrl from './mark.svg';
import { MEMORY } from './page-memory.ts';
import type { PlaceInfo } from './place.ts';
import { roomOf } from './room-address.ts';

interface EntranceProps {
  readonly place: PlaceInfo;
  readonly room: string;
  /** Why somebody is here again. */
  readonly refusal: string | undefined;
  readonly enter: (ticket: { pass: GuestPass } | { token: string }, room: string) => void;
}

/** Asks who is there: a name where guests are allowed, a token otherwise. */
export function Entrance({ place, room, refusal, enter }: EntranceProps) {
  const [busy, setBusy] = useState(false);
  const [complaint, setComplaint] = useState<string>();

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const into = roomOf(String(fields.get('room')));
    if (into === undefined) return setComplaint('A room name needs at least one letter or digit');
    setComplaint(undefined);
    setBusy(true);
    try {
      if (place.guests) {
        const name = parseName(String(fields.get('name')));
        const pass = await requestPass(place.urls, name);
        MEMORY.name = name;
        enter({ pass }, into);
      } else enter({ token: String(fields.get('token')).trim() }, into);
    } catch (error) {
      setComplaint(complaintOf(error));
      setBusy(false);
    }
  };

  return (
    <main class="entrance">
      <form class="card" onSubmit={submit}>
        <img class="mark" src={markUrl} alt="" width="56" height="56" />
        <h1>Breakwater</h1>
        <p class="lead">A quiet place to talk.</p>
        {place.guests ? (
          <label class="field">
            <span>Your name</span>
            <input
              name="name"
              defaultValue={MEMORY.name}
              maxLength={LIMITS.nameLength}
              required
              autoComplete="nickname"
            />
          </label>
        ) : (
          <label class="field">
            <span>Your token</span>
            <input name="token" type="password" maxLength={LIMITS.tokenBytes} required autoComplete="off" />
            <small>Guests are not allowed here. The token stays in this window and is not kept.</small>
          </label>
        )}
        <label class="field">
          <span>Room</span>
          <input
            name="room"
            defaultValue={room}
            maxLength={64}
            required
            autoCapitalize="none"
            autoComplete="off"
            spellcheck={false}
            list="rooms"
          />
          <datalist id="rooms">
            {MEMORY.rooms.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </label>
        <p class="complaint" role="alert">
          {complaint ?? refusal}
        </p>
        <button class="button main" type="submit" disabled={busy}>
          {busy ? 'One moment…' : 'Enter'}
        </button>
      </form>
    </main>
  );
}

function complaintOf(error: unknown): string {
  if (error instanceof PassRefused) return error.message;
  const { name, message } = error as Error;
  return name === 'ChatFault' ? message : 'The place cannot be reached: try again in a moment';
}
