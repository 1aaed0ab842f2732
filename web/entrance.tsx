import { LIMITS } from '#chat';
import markUrl from './mark.svg';

interface EntranceProps {
  readonly room: string;
  /** Why somebody is here again. */
  readonly refusal: string | undefined;
  readonly enter: (token: string) => void;
}

/** Asks for a token, where nobody comes in as a guest. */
export function Entrance({ room, refusal, enter }: EntranceProps) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const token = String(new FormData(event.currentTarget as HTMLFormElement).get('token')).trim();
    if (token !== '') enter(token);
  };
  return (
    <main class="entrance">
      <form class="card" onSubmit={submit}>
        <img class="mark" src={markUrl} alt="" width="56" height="56" />
        <h1>Breakwater</h1>
        <p class="lead">Sign in to write in {room}.</p>
        <label class="field">
          <span>Your token</span>
          <input name="token" type="password" maxLength={LIMITS.tokenBytes} required autoComplete="off" />
          <small>From your identity provider. It stays in this window and is not kept.</small>
        </label>
        <p class="complaint" role="alert">
          {refusal}
        </p>
        <button class="button main" type="submit">
          Enter
        </button>
      </form>
    </main>
  );
}
