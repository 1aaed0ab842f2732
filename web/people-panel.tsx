import type { Visitor } from '#chat';
import { AuthorSign } from './author-sign.tsx';
import { useCell } from './cell-hook.ts';
import type { RoomSession } from './room-session.ts';

interface PeoplePanelProps {
  readonly session: RoomSession;
  readonly moderates: boolean;
  readonly rename: (() => void) | undefined;
  readonly leave: () => void;
}

/** How long a moderator mutes somebody, in seconds. */
export const MUTE_SECONDS = 600;

/** Who is here, and what can be done about them. */
export function PeoplePanel({ session, moderates, rename, leave }: PeoplePanelProps) {
  const { members, count } = useCell(session.people);
  const self = useCell(session.self);
  const hidden = useCell(session.hidden);
  const sorted = members.toSorted((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
  const more = count - members.length;
  return (
    <div class="people">
      <p class="soft">{count === 1 ? 'One person is here' : `${count} people are here`}</p>
      <ul class="members">
        {sorted.map((visitor) => (
          <li key={visitor.id}>
            <AuthorSign id={visitor.id} name={visitor.name} />
            <span class="name">
              <bdi>{visitor.name}</bdi>
              {visitor.id === self?.id && <span class="soft"> (you)</span>}
            </span>
            {visitor.id !== self?.id && (
              <span class="deeds">
                <button
                  class="button small"
                  type="button"
                  aria-pressed={hidden.has(visitor.id)}
                  aria-label={`Hide ${visitor.name}`}
                  onClick={() => session.hide(visitor.id, !hidden.has(visitor.id))}
                >
                  {hidden.has(visitor.id) ? 'Hidden' : 'Hide'}
                </button>
                {moderates && <Moderation session={session} visitor={visitor} />}
              </span>
            )}
          </li>
        ))}
      </ul>
      {more > 0 && <p class="soft">and {more} more</p>}
      <p class="row">
        {rename && (
          <button class="button small" type="button" onClick={rename}>
            Change name
          </button>
        )}
        <button class="button small" type="button" onClick={leave}>
          Leave
        </button>
      </p>
    </div>
  );
}

function Moderation({ session, visitor }: { readonly session: RoomSession; readonly visitor: Visitor }) {
  return (
    <>
      <button
        class="button small"
        type="button"
        aria-label={`Mute ${visitor.name} for ten minutes`}
        onClick={() => session.mute(visitor, MUTE_SECONDS)}
      >
        Mute
      </button>
      <button
        class="button small"
        type="button"
        aria-label={`Let ${visitor.name} write again`}
        onClick={() => session.mute(visitor, 0)}
      >
        Unmute
      </button>
      <button
        class="button small alarm"
        type="button"
        aria-label={`Send ${visitor.name} out`}
        onClick={() => session.kick(visitor)}
      >
        Send out
      </button>
    </>
  );
}
