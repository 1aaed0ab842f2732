import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ViewMessage } from '#chat';
import { REACTIONS } from './emoji-words.ts';
import { MUTE_SECONDS } from './people-panel.tsx';
import { RoomLeft } from './room-left.tsx';
import type { RoomSession } from './room-session.ts';
import { isComposing, roomLeft } from './writing.ts';

interface MessageMenuProps {
  readonly session: RoomSession;
  readonly message: ViewMessage;
  /** What it belongs to on the screen. */
  readonly beside: DOMRect;
  readonly moderates: boolean;
  readonly show: (message: ViewMessage) => void;
  readonly close: () => void;
}

/** Between the menu and what it is about, and the edge of the screen, in pixels. */
const GAP = 8;

/** What can be done with one message. */
export function MessageMenu({ session, message, beside, moderates, show, close }: MessageMenuProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [editing, setEditing] = useState(false);
  const own = session.isOwn(message.author.id);
  const { author, position } = message;

  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // A click beside it closes it; by the keyboard Escape does.
    element?.addEventListener('click', ({ target }) => target === element && element.close());
  }, []);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    const { offsetWidth: width, offsetHeight: height } = element;
    const below = beside.bottom + GAP + height < innerHeight;
    element.style.left = `${Math.max(GAP, Math.min(beside.left, innerWidth - width - GAP))}px`;
    element.style.top = `${Math.max(GAP, below ? beside.bottom + GAP : beside.top - GAP - height)}px`;
  });
  const andClose = (act: () => void) => () => {
    act();
    dialog.current?.close();
  };
  return (
    <dialog class="card menu" ref={dialog} aria-label={`Message of ${author.name}`} onClose={close}>
      {editing ? (
        <EditForm text={message.text} save={(text) => andClose(() => session.edit(position, text))()} />
      ) : (
        <>
          <p class="emoji-row">
            {REACTIONS.map((emoji) => {
              const by = message.reactions.find((each) => each.emoji === emoji)?.by ?? [];
              return (
                <button
                  key={emoji}
                  class="emoji"
                  type="button"
                  aria-label={`React with ${emoji}`}
                  aria-pressed={by.some((id) => session.isOwn(id))}
                  onClick={andClose(() => session.react(message, emoji))}
                >
                  {emoji}
                </button>
              );
            })}
          </p>
          <Deed name="Show on the canvas" act={andClose(() => show(message))} />
          <Deed name="Copy text" act={andClose(() => copy(message.text, session))} />
          {own && <Deed name="Edit" act={() => setEditing(true)} />}
          {(own || moderates) && <Deed name="Delete" alarm act={andClose(() => session.remove(position))} />}
          {!own && <Deed name={`Hide ${author.name}`} act={andClose(() => session.hide(author.id, true))} />}
          {!own && moderates && (
            <>
              <Deed name="Mute for 10 min" act={andClose(() => session.mute(author, MUTE_SECONDS))} />
              <Deed name="Send out" alarm act={andClose(() => session.kick(author))} />
            </>
          )}
        </>
      )}
    </dialog>
  );
}

function Deed({
  name,
  act,
  alarm = false,
}: {
  readonly name: string;
  readonly act: () => void;
  readonly alarm?: boolean;
}) {
  return (
    <button class={alarm ? 'deed alarm' : 'deed'} type="button" onClick={act}>
      {name}
    </button>
  );
}

function EditForm({ text: before, save }: { readonly text: string; readonly save: (text: string) => void }) {
  const [text, setText] = useState(before);
  const field = useRef<HTMLTextAreaElement>(null);
  const left = roomLeft(text);
  const ready = text.trim() !== '' && !left.tooLong;
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(before.length, before.length);
  }, []);
  const submit = () => {
    if (ready) save(text);
  };
  return (
    <form
      class="edit"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <label class="field">
        <span>Edit the message</span>
        <textarea
          ref={field}
          rows={3}
          dir="auto"
          value={text}
          aria-invalid={left.tooLong}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return;
            event.preventDefault();
            submit();
          }}
        />
      </label>
      <div class="row">
        <button class="button main" type="submit" disabled={!ready}>
          Save
        </button>
        <RoomLeft room={left} style="room-left" />
      </div>
    </form>
  );
}

async function copy(text: string, session: RoomSession): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    session.notify('Copied');
  } catch {
    session.notify('The browser does not let the page copy');
  }
}
