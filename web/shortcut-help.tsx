import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icon.tsx';

const KEYS: ReadonlyArray<readonly [keys: string, what: string]> = [
  ['Click, tap or Enter', 'Write there, or in the middle'],
  ['Enter', 'Send what is written'],
  ['Shift + Enter', 'Begin a new line'],
  ['Esc', 'Give up what is written; close what is open'],
  ['Drag, Space + drag, wheel', 'Move the canvas'],
  ['Arrows, with Shift further', 'Move the canvas'],
  ['Ctrl + wheel, pinch, + and −', 'Zoom'],
  ['0', 'Zoom to 100 %'],
  ['Home', 'Back to the start'],
  ['End', 'Jump to the latest'],
  ['n and p', 'Go to the next or previous message'],
  ['Enter on a message, click, hold', 'React, edit, delete'],
  ['c', 'Open or close the chat'],
  ['?', 'This list'],
];

/** All keys in one list. */
export function ShortcutHelp({ close }: { readonly close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog class="card help" ref={dialog} onClose={close} aria-labelledby="help-title">
      <header class="panel-head">
        <h2 id="help-title">Keys and gestures</h2>
        <button class="tool" type="button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      <p class="soft small">Keys work while the canvas has the focus.</p>
      <dl>
        {KEYS.map(([keys, what]) => (
          <div key={keys}>
            <dt>{keys}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
