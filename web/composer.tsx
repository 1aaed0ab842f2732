import { useRef, useState } from 'preact/hooks';
import { insert } from './draft-field.tsx';
import { withEmoji } from './emoji-words.ts';
import { RoomLeft } from './room-left.tsx';
import { isComposing, pasted, roomLeft } from './writing.ts';

interface ComposerProps {
  readonly room: string;
  readonly say: (text: string) => void;
}

/** Where messages are written beside the canvas: Enter sends, Shift and Enter begins a line. */
export function Composer({ room, say }: ComposerProps) {
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const left = roomLeft(text);
  const ready = text.trim() !== '' && !left.tooLong;

  const send = () => {
    if (!ready) return;
    say(text);
    setText('');
    field.current?.focus();
  };
  const press = (event: KeyboardEvent) => {
    // While an input method composes, Enter chooses a word.
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return;
    event.preventDefault();
    send();
  };
  const input = (event: InputEvent & { readonly currentTarget: HTMLTextAreaElement }) => {
    const { currentTarget: area } = event;
    if (event.isComposing) return setText(area.value);
    const replaced = withEmoji(area.value, area.selectionEnd);
    if (replaced.text !== area.value) {
      area.value = replaced.text;
      area.setSelectionRange(replaced.end, replaced.end);
    }
    setText(replaced.text);
  };
  const paste = (event: ClipboardEvent) => {
    event.preventDefault();
    insert(field.current, pasted(event.clipboardData?.getData('text/plain') ?? ''));
    setText(field.current?.value ?? '');
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
        dir="auto"
        placeholder={`Message to ${room}`}
        aria-describedby="composer-state"
        aria-invalid={left.tooLong}
        autoComplete="off"
        enterkeyhint="send"
        onInput={input}
        onKeyDown={press}
        onPaste={paste}
      />
      <button class="button main" type="submit" disabled={!ready}>
        Send
      </button>
      <RoomLeft room={left} id="composer-state" style="room-left" />
    </form>
  );
}
