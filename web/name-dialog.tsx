import { useEffect, useRef, useState } from 'preact/hooks';
import { LIMITS, parseName } from '#chat';
import { MEMORY } from './page-memory.ts';

interface NameDialogProps {
  readonly rename: (name: string) => Promise<void>;
  readonly close: () => void;
}

/** Asks a guest for another name. They are another guest then: what they said before stays the old one's. */
export function NameDialog({ rename, close }: NameDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [complaint, setComplaint] = useState('');
  useEffect(() => dialog.current?.showModal(), []);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    try {
      await rename(parseName(String(fields.get('name'))));
    } catch (error) {
      setComplaint(error instanceof Error ? error.message : 'That did not work: try again');
    }
  };
  return (
    <dialog class="card name-dialog" ref={dialog} onClose={close} aria-label="Another name">
      <form onSubmit={submit}>
        <label class="field">
          <span>Your name</span>
          <input
            name="name"
            defaultValue={MEMORY.name}
            maxLength={LIMITS.nameLength}
            required
            autoComplete="nickname"
          />
        </label>
        <p class="complaint" role="alert">
          {complaint}
        </p>
        <p class="row">
          <button class="button main" type="submit">
            Go on
          </button>
          <button class="button" type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
        </p>
      </form>
    </dialog>
  );
}
