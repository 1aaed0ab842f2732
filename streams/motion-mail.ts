import type { Ephemeral, RoomId } from '#chat';

/** What one process tells the others of the rooms of one partition. */
export interface MotionMail {
  readonly origin: string;
  readonly items: readonly MotionItem[];
}

export interface MotionItem {
  readonly room: RoomId;
  readonly ephemeral: Ephemeral;
}

/**
 * Mail as one text: lines, because none of what it holds has a line end (a frame is JSON).
 *
 * @example
 * encodeMail({ origin: 'k3', items: [{ room: 'lobby' as RoomId, ephemeral: { key: 'cursor s1', frame: '{}' } }] }) // => 'k3\nlobby\ncursor s1\n{}'
 */
export function encodeMail({ origin, items }: MotionMail): string {
  return [origin, ...items.flatMap(({ room, ephemeral }) => [room, ephemeral.key, ephemeral.frame])].join('\n');
}

/** Reads mail; `undefined` when it is not ours. */
export function parseMail(text: string): MotionMail | undefined {
  const [origin = '', ...lines] = text.split('\n');
  if (origin === '' || lines.length % 3 !== 0) return undefined;
  const items: MotionItem[] = [];
  for (let index = 0; index < lines.length; index += 3) {
    const [room = '', key = '', frame = ''] = lines.slice(index, index + 3);
    if (!frame.startsWith('{"type":"') || !frame.endsWith('}')) return undefined;
    items.push({ room: room as RoomId, ephemeral: { key, frame } });
  }
  return { origin, items };
}
