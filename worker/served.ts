import { batchEnd, type Entrant, type Position } from '#chat';

const KEY = 'served';

/** Up to where everybody here was served, as it was noted before the object slept. */
export function readServed(storage: DurableObjectStorage): Position | undefined {
  return storage.kv.get<Position>(KEY);
}

/**
 * Listens to a room like everybody else, and notes how far it was served: in the same turn in which the sockets are
 * written to, and the platform lets nothing leave the object before the note is kept. So nobody is served twice or
 * passed over when the object wakes.
 */
export function noteServed(storage: DurableObjectStorage): Entrant {
  const note = (position: Position | undefined) => {
    if (position) storage.kv.put(KEY, position);
  };
  return {
    session: KEY,
    welcome: ({ from }) => note(from),
    listener: { entries: ({ batch }) => note(batchEnd(batch)), gap: ({ from }) => note(from), notice() {} },
  };
}
