/**
 * The address of a room's socket at a place. A place may live below a path.
 *
 * @throws TypeError when the base is no address
 * @example
 * socketUrl('https://chat.example', 'lobby') // => 'wss://chat.example/api/rooms/lobby/socket'
 * socketUrl('http://127.0.0.1:8080/chat', 'lobby') // => 'ws://127.0.0.1:8080/chat/api/rooms/lobby/socket'
 */
export function socketUrl(base: string, room: string): string {
  const url = new URL(`api/rooms/${encodeURIComponent(room)}/socket`, base.endsWith('/') ? base : `${base}/`);
  url.protocol = url.protocol.replace('http', 'ws');
  return url.href;
}
