const DEFAULT_ROOM = 'lobby';
const ROOM = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/**
 * Makes a room's name of what somebody typed: what cannot be in a name becomes a hyphen. `undefined` when nothing is
 * left.
 *
 * @example
 * roomOf('  Team Tea! ') // => 'team-tea'
 * roomOf('???') // => undefined
 */
export function roomOf(typed: string): string | undefined {
  const name = typed
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|-+$/g, '')
    .slice(0, 64);
  return ROOM.test(name) ? name : undefined;
}

/**
 * The room that an address means: `?room=tea` or `#tea`, else the lobby.
 *
 * @example
 * roomIn('https://chat.example/?room=tea') // => 'tea'
 * roomIn('https://chat.example/#Tea') // => 'tea'
 * roomIn('https://chat.example/') // => 'lobby'
 */
export function roomIn(address: string): string {
  const url = new URL(address);
  return roomOf(url.searchParams.get('room') ?? '') ?? roomOf(safeDecode(url.hash.slice(1))) ?? DEFAULT_ROOM;
}

/**
 * The address to give to others.
 *
 * @example
 * addressOf('https://chat.example/?room=tea&x=1#old', 'kitchen') // => 'https://chat.example/?room=kitchen'
 */
export function addressOf(address: string, room: string): string {
  const url = new URL(address);
  url.search = `?room=${room}`;
  url.hash = '';
  return url.href;
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
