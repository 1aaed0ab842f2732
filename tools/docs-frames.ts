import type { ClientFrame, GapReason, ServerFrame } from '#chat';

/** What each frame of a client is for. A frame without a sentence does not compile. */
export const CLIENT_MEANINGS: Readonly<Record<ClientFrame['type'], string>> = {
  authenticate: 'Who is there, and from which position on they want to read. The first frame, within the time for it',
  say: 'A message for the room. The id is the client’s own: saying it again with the same id is saying it once',
  refresh: 'A new token of the same visitor, before the old one expires',
  ping: 'Is anybody there? The text must be exactly `{"type":"ping"}`, so that the edge can answer without waking the room',
};

/** What each frame of a server tells. */
export const SERVER_MEANINGS: Readonly<Record<ServerFrame['type'], string>> = {
  welcome:
    'You are in. Entries after `from` follow; `recovered` says whether everything after your position is among them',
  entries: 'Entries of the log, in order and without a hole, the visitor’s own among them',
  ack: 'Your message is in the log, at this position; `duplicate` when it had been there already',
  fault:
    'A frame was refused; `id` names the message when it was one. The socket stays open unless the table of faults says otherwise',
  gap: 'Entries between `after` and `from` cannot be given, and why; what can be given follows',
  joined: 'Somebody came: their first connection to this room, anywhere',
  left: 'Somebody went: their last connection to this room, anywhere',
  refreshed: 'The new token counts, until then',
  reconnect:
    'This process is leaving or crowded: after so many milliseconds open a new socket elsewhere, and close this one when the new one has welcomed you',
  pong: 'The answer to `ping`',
};

/** What a client does about each gap. */
export const GAP_ADVICE: Readonly<Record<GapReason, string>> = {
  trimmed: 'Show that messages are missing, go on',
  epoch: 'Show a new beginning, go on; old offsets mean nothing now',
  ahead: 'Show a new beginning, go on; old offsets mean nothing now',
};
