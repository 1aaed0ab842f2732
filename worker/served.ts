import type { Entrant, Position } from '#chat';

const KEY = 'served';
const BEHIND_KEY = 'behind';

/** Up to where everybody here was served, as it was noted before the object slept. */
export function readServed(storage: DurableObjectStorage): Position | undefined {
  return storage.kv.get<Position>(KEY);
}

/** The sessions that had not been served as far as that when the object slept. */
export function readBehind(storage: DurableObjectStorage): ReadonlySet<string> {
  return new Set(storage.kv.get<string[]>(BEHIND_KEY));
}

export function noteBehind(storage: DurableObjectStorage, sessions: readonly string[]): void {
  if (sessions.length > 0) storage.kv.put(BEHIND_KEY, sessions);
  else storage.kv.delete(BEHIND_KEY);
}

/**
 * Listens to a room like everybody else, and notes how far it was served: in the same turn in which the sockets are
 * written to, and the platform lets nothing leave the object before the note is kept. So nobody is served twice or
 * passed over when the object wakes.
 */
export function noteServed(storage: DurableObjectStorage): Entrant {
  const note = (position: Position) => {
    storage.kv.put(KEY, position);
    return true;
  };
  return {
    session: KEY,
    welcome: ({ from }) => note(from),
    listener: { entries: ({ end }) => note(end), whenReady() {}, gap: ({ from }) => note(from), notice() {} },
  };
}
