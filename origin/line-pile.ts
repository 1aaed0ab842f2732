/** Whatever lines can be written to. */
export interface LineSink {
  write(text: string): void;
}

/** While lines keep coming they are written so often, in milliseconds. */
const EVERY_MS = 100;
/** Past this, what waits is written although its time has not come. UTF-16 units. */
const MOST_WAITING = 65_536;

/**
 * Lines are written when the turn of the event loop is over that said the first of them; those that follow within a
 * tenth of a second together after that. When the process exits, what waits is written: only one that is killed loses
 * its last moment. A system call for each line, each waking whoever reads them, cost a storm of upgrades more than their
 * handshakes.
 */
export function pileLines(sink: LineSink): LineSink {
  let waiting = '';
  let planned = false;
  let writtenAt = Number.NEGATIVE_INFINITY;
  const flush = () => {
    planned = false;
    const lines = waiting;
    waiting = '';
    if (lines === '') return;
    writtenAt = performance.now();
    sink.write(lines);
  };
  process.on('exit', flush);
  return {
    write(line) {
      waiting += line;
      if (waiting.length > MOST_WAITING) flush();
      if (planned) return;
      planned = true;
      const waitMs = writtenAt + EVERY_MS - performance.now();
      if (waitMs > 0) setTimeout(flush, waitMs).unref();
      else setImmediate(flush);
    },
  };
}
