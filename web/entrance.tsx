import { useEffect, useRef, useState } from 'preact/hooks';
import { LIMITS } from '#chat';
import markUrl from './mark.svg';
import type { PlaceInfo } from './place.ts';
import { broughtTicket, firebaseTicket, type Ticket } from './sign-in.ts';

interface EntranceProps {
  readonly place: PlaceInfo;
  readonly room: string;
  /** Why somebody is here again. */
  readonly refusal: string | undefined;
  readonly enter: (ticket: Ticket) => void;
}

/** Asks who somebody is, where nobody comes in as a guest: for an account where there is one, else for a token. */
export function Entrance({ place, room, refusal, enter }: EntranceProps) {
  const { firebase } = place.signIn;
  const [busy, setBusy] = useState(false);
  const [complaint, setComplaint] = useState(refusal);
  const form = useRef<HTMLFormElement>(null);
  // Whatever had the keyboard before is gone, and this form is all that there is.
  useEffect(() => {
    if (!busy) form.current?.querySelector('input')?.focus();
  }, [busy]);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const field = (name: string) => String(fields.get(name) ?? '');
    setBusy(true);
    // So that the same sentence is read aloud again.
    setComplaint(undefined);
    try {
      const ticket = firebase
        ? await firebaseTicket(firebase, field('email').trim(), field('password'))
        : broughtTicket(field('token').trim());
      enter(ticket);
    } catch (error) {
      setComplaint(error instanceof Error ? error.message : 'You could not be signed in');
      setBusy(false);
    }
  };
  return (
    <main class="entrance">
      <form class="card" ref={form} onSubmit={submit}>
        <img class="mark" src={markUrl} alt="" width="56" height="56" />
        <h1>Breakwater</h1>
        <p class="lead">Sign in to write in {room}.</p>
        {firebase ? <AccountFields /> : <TokenField />}
        <p class="complaint" role="alert">
          {complaint}
        </p>
        <button class="button main" type="submit" disabled={busy}>
          {busy ? 'One moment…' : 'Enter'}
        </button>
      </form>
    </main>
  );
}

function AccountFields() {
  return (
    <>
      <label class="field">
        <span>E-mail address</span>
        <input name="email" type="email" required autoComplete="username" />
      </label>
      <label class="field">
        <span>Password</span>
        <input name="password" type="password" required autoComplete="current-password" />
      </label>
    </>
  );
}

function TokenField() {
  return (
    <label class="field">
      <span>Your token</span>
      <input name="token" type="password" maxLength={LIMITS.tokenBytes} required autoComplete="off" />
      <small>From your identity provider. It stays in this window and is not kept.</small>
    </label>
  );
}
