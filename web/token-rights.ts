/**
 * Whether a token seems to make somebody a moderator of a room: only so that the page offers what they may do. Whether
 * they may, the place decides. A token that cannot be read makes nobody one.
 *
 * @example
 * seemsModerator('no token', 'lobby') // => false
 */
export function seemsModerator(token: string, room: string): boolean {
  const claims = claimsOf(token);
  if (isRecord(claims.rooms)) {
    return Object.entries(claims.rooms).some(([pattern, rights]) => covers(pattern, room) && has(rights, 'moderate'));
  }
  return has(claims.roles, 'moderator');
}

function claimsOf(token: string): Record<string, unknown> {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const claims: unknown = JSON.parse(atob(payload));
    return isRecord(claims) ? claims : {};
  } catch {
    return {};
  }
}

function covers(pattern: string, room: string): boolean {
  return pattern.endsWith('*') ? room.startsWith(pattern.slice(0, -1)) : pattern === room;
}

function has(list: unknown, word: string): boolean {
  return Array.isArray(list) && list.includes(word);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
