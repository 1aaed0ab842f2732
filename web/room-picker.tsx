import { useRef, useState } from 'preact/hooks';
import { MEMORY } from './page-memory.ts';
import { addressOf, roomOf } from './room-address.ts';

interface RoomPickerProps {
  readonly room: string;
  readonly goTo: (room: string) => void;
}

/** The room's name; behind it, the way to others and the link to give away. */
export function RoomPicker({ room, goTo }: RoomPickerProps) {
  const link = addressOf(location.href, room);
  const [copied, setCopied] = useState(false);
  const details = useRef<HTMLDetailsElement>(null);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const next = roomOf(String(new FormData(event.currentTarget as HTMLFormElement).get('room')));
    if (next !== undefined) goTo(next);
  };
  const others = MEMORY.rooms.filter((name) => name !== room);
  const turnTo = (event: MouseEvent, name: string) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    goTo(name);
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      setCopied(true);
    } catch {
      document.getElementById('link')?.focus();
    }
  };
  const close = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !details.current?.open) return;
    details.current.open = false;
    details.current.querySelector('summary')?.focus();
  };

  return (
    <details class="picker" ref={details} onKeyDown={close}>
      <summary>
        <span class="room-name">{room}</span>
        <svg class="chevron" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
          <path d="m4 6.5 4 4 4-4" />
        </svg>
        <span class="unseen"> – change room or share it</span>
      </summary>
      <div class="card">
        <form onSubmit={submit}>
          <label class="field">
            <span>Go to room</span>
            <span class="row">
              <input name="room" required maxLength={64} autoCapitalize="none" autoComplete="off" />
              <button class="button" type="submit">
                Go
              </button>
            </span>
          </label>
        </form>
        {others.length > 0 && (
          <nav aria-label="Rooms you were in" class="rooms">
            {others.map((name) => (
              <a
                key={name}
                class="button small"
                href={addressOf(location.href, name)}
                onClick={(event) => turnTo(event, name)}
              >
                {name}
              </a>
            ))}
          </nav>
        )}
        <label class="field">
          <span>Link to this room</span>
          <span class="row">
            <input id="link" readOnly value={link} onFocus={(event) => event.currentTarget.select()} />
            <button class="button" type="button" onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </button>
          </span>
        </label>
      </div>
    </details>
  );
}
