import { useEffect, useRef, useState } from 'preact/hooks';
import { LIMITS, utf8Length } from '#chat';

interface ComposerProps {
  readonly room: string;
  readonly say: (text: string) => void;
}

/** From so many bytes on the page says how many are left. */
const NEAR_LIMIT = LIMITS.textBytes * 0.8;

/** Where messages are written: Enter sends, Shift and Enter begins a line. */
export function Composer({ room, say }: ComposerProps) {
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const bytes = utf8Length(text);
  const tooLong = bytes > LIMITS.textBytes;
  const ready = text.trim() !== '' && !tooLong;

  // Not on a touch screen, where it would open the keyboard over the room.
  useEffect(() => {
    if (matchMedia('(hover: hover)').matches) field.current?.focus();
  }, []);

  const send = () => {
    if (!ready) return;
    say(text);
    setText('');
    field.current?.focus();
  };
  const press = (event: KeyboardEvent) => {
    // While an input method composes, Enter chooses a word; 229 is how Safari says so.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label class="unseen" for="composer">
        Message to {room}
      </label>
      <textarea
        id="composer"
        ref={field}
        rows={1}
        value={text}
        placeholder={`Message to ${room}`}
        aria-describedby="composer-state"
        aria-invalid={tooLong}
        autoComplete="off"
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={press}
      />
      <button class="button main" type="submit" disabled={!ready}>
        Send
      </button>
      <p id="composer-state" class={tooLong ? 'room-left bad' : 'room-left'} role="status">
        {bytes > NEAR_LIMIT && leftText(bytes)}
      </p>
    </form>
  );
}

function leftText(bytes: number): string {
  const left = LIMITS.textBytes - bytes;
  return left >= 0 ? `${left} of ${LIMITS.textBytes} bytes left` : `${-left} bytes too long: make it shorter`;
}
