/** Whatever lines can be written to. */
export interface LineSink {
  write(text: string): void;
}

/** Past this, what waits is written although the turn is not over: a loop that never ends must still be heard. UTF-16 units. */
const MOST_WAITING = 65_536;

/**
 * Lines of one turn of the event loop, written together when it is over or when the process exits, so that the last one
 * before an exit is there too. A system call for each line cost a storm of upgrades as much as their handshakes.
 */
export function pileLines(sink: LineSink): LineSink {
  let waiting = '';
  let planned = false;
  const flush = () => {
    planned = false;
    const lines = waiting;
    waiting = '';
    if (lines !== '') sink.write(lines);
  };
  process.on('exit', flush);
  return {
    write(line) {
      waiting += line;
      if (waiting.length > MOST_WAITING) flush();
      if (planned) return;
      planned = true;
      setImmediate(flush);
    },
  };
}
