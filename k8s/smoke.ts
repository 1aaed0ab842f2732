/**
 * Whether a place that runs does what it is there for: `node k8s/smoke.ts http://127.0.0.1:8080`. Two guests come in, what
 * one says reaches the other, and a third finds it later. Ends with 1, and says what went wrong, when it does not.
 */
import { ChatClient } from '#client';

const PATIENCE_MS = 20_000;

async function passFrom(base: string, name: string): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${base}/api/guests`, { method: 'POST', headers, body: JSON.stringify({ name }) });
  if (!answer.ok) throw new Error(`POST /api/guests was answered ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { readonly token: string }).token;
}

async function enter(base: string, room: string, name: string): Promise<ChatClient> {
  const token = await passFrom(base, name);
  return new ChatClient({ urls: base, room, token });
}

/** Resolves when somebody is shown this text. */
function hear(client: ChatClient, text: string): Promise<void> {
  return new Promise((resolve) => {
    client.on('entry', (entry) => {
      if (entry.kind === 'message' && entry.text === text) resolve();
    });
  });
}

/** @throws Error that says what did not happen */
export async function smoke(base: string, say: (line: string) => void): Promise<void> {
  for (const path of ['/health', '/ready']) {
    const { status } = await fetch(`${base}${path}`);
    if (status !== 200) throw new Error(`GET ${path} was answered ${status}`);
    say(`${path} is well`);
  }
  const room = `smoke-${Date.now().toString(36)}`;
  const clients: ChatClient[] = [];
  try {
    const ada = await enter(base, room, 'Ada');
    const bo = await enter(base, room, 'Bo');
    clients.push(ada, bo);
    const heard = hear(bo, 'Is anybody here?');
    await ada.say('Is anybody here?').sent;
    await heard;
    say('what one says reaches the other');
    const cy = await enter(base, room, 'Cy');
    clients.push(cy);
    await hear(cy, 'Is anybody here?');
    say('who comes later finds it');
  } finally {
    for (const client of clients) client.close();
  }
}

/** `fetch` only says that it failed; why stands in its cause. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error.cause instanceof Error)) return error.message;
  const { code, message } = error.cause as NodeJS.ErrnoException;
  return `Nobody answers there (${code ?? message}): see whether it runs, and the address`;
}

if (import.meta.main) {
  const [base] = process.argv.slice(2);
  const late = setTimeout(() => {
    process.stderr.write(`It took longer than ${PATIENCE_MS} ms\n`);
    process.exit(1);
  }, PATIENCE_MS);
  try {
    if (base === undefined) throw new Error('Say where it is: node k8s/smoke.ts http://127.0.0.1:8080');
    await smoke(base, (line) => process.stdout.write(`${line}\n`));
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exitCode = 1;
  } finally {
    clearTimeout(late);
  }
}
