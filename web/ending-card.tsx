import { useState } from 'preact/hooks';
import { useCell } from './cell-hook.ts';
import type { RoomSession } from './room-session.ts';

interface EndingCardProps {
  readonly session: RoomSession;
  /** A new token for the same person, where one can be had without them. */
  readonly renew: (() => Promise<string>) | undefined;
  readonly leave: () => void;
}

/** The connection is over for good: why, and the one thing to do about it. */
export function EndingCard({ session, renew, leave }: EndingCardProps) {
  const { state } = useCell(session.story);
  const ending = useCell(session.ending);
  const [busy, setBusy] = useState(false);
  if (state.status !== 'closed' || state.because === 'asked') return null;
  const expired = state.because === 'token';
  const goOn = async () => {
    setBusy(true);
    try {
      if (expired && renew) session.renew(await renew());
      else if (expired) leave();
      else session.retryNow();
    } catch (error) {
      session.notify(error instanceof Error ? error.message : 'That did not work: try again');
    }
    setBusy(false);
  };
  return (
    <section class="card ending" role="alert">
      <h2>{expired ? 'Your session has ended' : 'You are not in the room any more'}</h2>
      <p>{expired ? `What you have written is kept. ${renew ? 'Renew it' : 'Sign in again'} to go on.` : ending}</p>
      <p class="row">
        <button class="button main" type="button" disabled={busy} onClick={goOn}>
          {expired ? (renew ? 'Renew' : 'Sign in again') : 'Try to come in again'}
        </button>
        {!expired && (
          <button class="button" type="button" onClick={leave}>
            Leave
          </button>
        )}
      </p>
    </section>
  );
}
