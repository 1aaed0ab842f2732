import { fstatSync } from 'node:fs';

/** What a person can ask of a running `npm run dev` with one key. */
export interface DevKeys {
  quit(): void;
  kill(): void;
  restart(): void;
  logs(): void;
}

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';

/**
 * Listens to the keyboard; with a pipe instead, to its characters. The end of a pipe or of a terminal is a wish to
 * quit; input that never was anything (`/dev/null`, as a shell gives to what runs in the background) is not. Returns
 * how to stop listening.
 */
export function listenToKeys(keys: DevKeys, input: NodeJS.ReadStream = process.stdin): () => void {
  if (!input.isTTY && !isPipe(0)) return () => {};
  const take = (text: string) => {
    for (const key of text.toLowerCase()) {
      if (key === 'q' || key === CTRL_C || key === CTRL_D) keys.quit();
      else if (key === 'k') keys.kill();
      else if (key === 'r') keys.restart();
      else if (key === 'l') keys.logs();
    }
  };
  const end = () => keys.quit();
  if (input.isTTY) input.setRawMode(true);
  input.setEncoding('utf8').on('data', take).on('end', end).on('error', end);
  return () => {
    input.off('data', take).off('end', end).off('error', end);
    if (input.isTTY) input.setRawMode(false);
    input.pause();
    input.unref();
  };
}

function isPipe(fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    return stat.isFIFO() || stat.isSocket();
  } catch {
    return false;
  }
}
