/** What signs the tokens of these tests, at every place. Long enough for every algorithm, also for those that must not be taken. */
export const SECRET = 'a secret that only conformance tests know, and of more than 64 bytes';
export const ISSUER = 'breakwater';
export const AUDIENCE = 'breakwater';
/** A page of this origin may use every place. */
export const FRIEND = 'https://chat.example';
/** Where every place says that the same rooms are. */
export const ELSEWHERE = 'https://elsewhere.example';
/** How many entries every place keeps of a room: few, so that a test can go past it. */
export const KEPT = 120;

/**
 * The settings of a place under test, as pods and the edge read them. With `redisUrl` it keeps its rooms there.
 *
 * @example
 * placeEnvironment('pod-1').PLACE // => 'pod-1'
 */
export function placeEnvironment(name: string, redisUrl = ''): Record<string, string> {
  return {
    PLACE: name,
    AUTH_SECRET: SECRET,
    AUTH_ISSUER: ISSUER,
    AUTH_AUDIENCE: AUDIENCE,
    GUESTS: 'true',
    ALLOWED_ORIGINS: FRIEND,
    ELSEWHERE,
    HISTORY_ENTRIES: String(KEPT),
    HISTORY_SECONDS: '3600',
    // Everybody in these tests has one address, and some are at many places: limits are tested where they are set.
    CONNECTS_PER_MINUTE: '0',
    SOCKETS_PER_VISITOR: '0',
    ROOMS_PER_MINUTE: '0',
    ...(redisUrl !== '' && { REDIS_URL: redisUrl }),
  };
}
