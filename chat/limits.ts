/**
 * The size of everything that comes from outside. One table, so that the client, the page, both runtimes and the
 * documents say the same. Bytes are UTF-8.
 */
export const LIMITS = {
  /** A frame from a client that brings no token, in bytes. A larger one closes the socket with 1009. */
  frameBytes: 4096,
  /** The text of a message, in bytes. Less than a frame, so that text that is too long is answered and not cut off. */
  textBytes: 3072,
  /** The text that somebody is typing, in graphemes: what a reader takes for one letter. */
  typingGraphemes: 280,
  /** A visitor's name, in UTF-16 units after cleaning. */
  nameLength: 40,
  /** A visitor's id, in UTF-16 units. */
  visitorIdLength: 128,
  /** A token, in bytes. */
  tokenBytes: 8192,
  /** A frame that brings a token, in bytes. */
  tokenFrameBytes: 9216,
  /** The largest coordinate on the canvas, either way from the middle. */
  placeReach: 1e9,
  /** How deep a frame's JSON may nest. */
  jsonDepth: 8,
  /** Entries in one `entries` frame or one read. */
  batchEntries: 100,
  /** The entries of one frame, in UTF-16 units: a frame with one entry may be longer. */
  pieceLength: 65_536,
  /** What may wait for one socket, in bytes; with more it catches up from the log. At the edge, UTF-16 units. */
  waitingBytes: 262_144,
  /** How long a socket may take nothing of what waits before it is closed, in milliseconds. */
  stuckMs: 5_000,
  /** Entries that a newcomer is shown. */
  welcomeEntries: 100,
  /** Members that a welcome names; the count is always exact. */
  welcomeMembers: 200,
  /** How long a socket may stay silent before it says who it is, in milliseconds. */
  authenticateMs: 5_000,
  /** How long somebody whose line broke may take to be back before the others are told that they left, in milliseconds. */
  returnMs: 3_000,
  /** How long somebody can be muted, in seconds. */
  muteSeconds: 604_800,
  /** How many can be muted in one room; the mute that would end first makes room for one more. */
  mutesPerRoom: 1_000,
  /** Bans and revocations that hold at one time; past that, the one that ends first is forgotten. */
  orders: 100_000,
  /** How long a client should stay away that went on although it was told to wait, in milliseconds. */
  insistentMs: 10_000,
  /** How long a message id is remembered, in milliseconds. */
  dedupeMs: 300_000,
} as const;
