import { useEffect, useRef, useState } from 'preact/hooks';

/** Asks for a token. It goes to the place in a header, and stays in this tab. */
export function TokenForm({
  trouble,
  onToken,
}: {
  readonly trouble: string | undefined;
  onToken(token: string): void;
}) {
  const [token, setToken] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const submit = (event: Event) => {
    event.preventDefault();
    if (token.trim() !== '') onToken(token.trim());
  };
  return (
    <main class="entrance">
      <form class="card" onSubmit={submit}>
        <p class="soft">Breakwater</p>
        <h1>Analytics</h1>
        <p class="lead">What was, what was predicted, and what is to come.</p>
        <label class="field">
          <span>Token</span>
          <input
            ref={field}
            type="password"
            autocomplete="off"
            spellcheck={false}
            value={token}
            aria-describedby="token-hint"
            onInput={(event) => setToken(event.currentTarget.value)}
          />
          <small id="token-hint">One with the role “reader” is enough. It stays in this tab.</small>
        </label>
        <p class="complaint" role="alert">
          {trouble}
        </p>
        <button type="submit" class="button main">
          Show the numbers
        </button>
      </form>
    </main>
  );
}
