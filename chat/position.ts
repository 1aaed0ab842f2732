import { ChatFault } from './fault.ts';

/**
 * A place in a room's log. Offsets count 1, 2, 3 … without holes within an epoch; 0 is before the first entry. The epoch
 * changes when the log was lost or went back, so that an old offset is never taken for a new one.
 */
export interface Position {
  readonly epoch: string;
  readonly offset: number;
}

const PATTERN = /^([A-Za-z0-9]{1,32}):(\d{1,15})$/;

/**
 * A position as text: an SSE event id, a query's `after`.
 *
 * @example
 * formatPosition({ epoch: 'k3', offset: 42 }) // => 'k3:42'
 */
export function formatPosition(position: Position): string {
  return `${position.epoch}:${position.offset}`;
}

/**
 * @throws ChatFault `bad-position`
 * @example
 * parsePosition('k3:42') // => { epoch: 'k3', offset: 42 }
 */
export function parsePosition(text: string): Position {
  const [, epoch, offset] = PATTERN.exec(text) ?? [];
  if (epoch === undefined || offset === undefined) throw new ChatFault('bad-position');
  return { epoch, offset: Number(offset) };
}
