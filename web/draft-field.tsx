import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { toScreen } from './camera.ts';
import { useCell } from './cell-hook.ts';
import type { Draft } from './draft.ts';
import { withEmoji } from './emoji-words.ts';
import type { Navigator } from './navigator.ts';
import { RoomLeft } from './room-left.tsx';
import { isComposing, pasted, roomLeft } from './writing.ts';

interface DraftFieldProps {
  readonly draft: Draft;
  readonly navigator: Navigator;
  /** Where the keyboard goes when nothing is written any more. */
  readonly leave: () => void;
}

/** Smaller letters would make a telephone zoom in. */
const LEAST_SIZE = 16;
const SIZE = 17;
/** Between a line that was said and the next, in pixels. */
const GAP = 22;

/** Where we write on the canvas. It is always there, so that the keyboard of a telephone opens with the touch. */
export function DraftField({ draft, navigator, leave }: DraftFieldProps) {
  const written = useCell(draft.cell);
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const text = written?.text ?? '';
  const left = roomLeft(text);
  const { tooLong } = left;

  const put = () => {
    const { value } = draft.cell;
    const element = box.current;
    if (!value || !element) return;
    const camera = navigator.camera.value;
    const { x, y } = toScreen(camera, navigator.size.value, value.place);
    element.style.transform = `translate(${x}px, ${y}px)`;
    element.style.fontSize = `${Math.max(LEAST_SIZE, SIZE * camera.zoom)}px`;
  };
  const show = () => {
    const element = box.current;
    if (!element || !draft.cell.value) return;
    const { x, y } = toScreen(navigator.camera.value, navigator.size.value, draft.cell.value.place);
    navigator.reveal({ x, y, width: Math.max(160, element.offsetWidth), height: element.offsetHeight });
  };
  useEffect(() => navigator.camera.follow(put), [navigator]);
  // The window becomes smaller when a telephone's keyboard opens.
  useEffect(
    () =>
      navigator.size.follow(() => {
        put();
        show();
      }),
    [navigator],
  );
  useLayoutEffect(() => {
    put();
    if (written) show();
  }, [written?.id, written?.place, written?.text]);
  useEffect(() => {
    draft.events.opened = () => field.current?.focus({ preventScroll: true });
  }, [draft]);

  const cancel = () => {
    draft.cancel();
    leave();
  };
  const send = () => {
    const zoom = navigator.camera.value.zoom;
    if (!tooLong) draft.send(((box.current?.offsetHeight ?? 0) + GAP) / zoom);
  };
  const press = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      cancel();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  };
  const input = (event: InputEvent & { readonly currentTarget: HTMLTextAreaElement }) => {
    const { currentTarget: area } = event;
    const replaced = event.isComposing
      ? { text: area.value, end: area.selectionEnd }
      : withEmoji(area.value, area.selectionEnd);
    if (replaced.text !== area.value) {
      area.value = replaced.text;
      area.setSelectionRange(replaced.end, replaced.end);
    }
    draft.write(replaced.text);
  };
  const paste = (event: ClipboardEvent) => {
    event.preventDefault();
    insert(field.current, pasted(event.clipboardData?.getData('text/plain') ?? ''));
    draft.write(field.current?.value ?? '');
  };

  return (
    <div class={written ? 'draft open' : 'draft'} ref={box} aria-hidden={written ? undefined : 'true'}>
      <div class="draft-text" data-text={`${text || 'Write…'}\u200b`}>
        <textarea
          ref={field}
          aria-label="Write on the canvas"
          aria-describedby="draft-left"
          aria-invalid={tooLong}
          dir="auto"
          rows={1}
          placeholder="Write…"
          tabIndex={written ? 0 : -1}
          value={text}
          autoComplete="off"
          enterkeyhint="send"
          onInput={input}
          onKeyDown={press}
          onPaste={paste}
          onBlur={() => draft.cell.value?.text.trim() === '' && draft.cancel()}
        />
      </div>
      <button
        class="draft-send"
        type="button"
        disabled={text.trim() === '' || tooLong}
        onClick={send}
        aria-label="Send"
      >
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <path d="M8 13V3.5M3.8 7.5 8 3.2l4.2 4.3" />
        </svg>
      </button>
      <RoomLeft room={left} id="draft-left" style="draft-left" />
    </div>
  );
}

/** Puts a text in place of what is selected. */
export function insert(field: HTMLTextAreaElement | null, text: string): void {
  field?.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
}
