import { once } from 'node:events';
import type { Writable } from 'node:stream';

/**
 * Writes, and waits until the reader has taken enough of it.
 *
 * @throws what the stream fails with, EPIPE when the reader has gone
 */
export async function write(stream: Writable, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain');
}

/**
 * Ends the process in silence when the reader of stdout has gone, as `| head` does: nobody is left to tell.
 *
 * @param exit what ends the process
 */
export function endWithReader(stream: Writable, exit: (code: number) => void): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    exit(error.code === 'EPIPE' ? 0 : 1);
  });
}
