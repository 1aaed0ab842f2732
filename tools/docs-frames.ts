import type { ClientFrame, EntryKind, GapReason, ServerFrame } from '#chat';

/** What each frame of a client is for. A frame without a sentence does not compile. */
export const CLIENT_MEANINGS: Readonly<Record<ClientFrame['type'], string>> = {
  authenticate: 'Who is there, and from which position on they want to read. The first frame, within the time for it',
  got: 'Everything up to here has arrived. Only where the welcome asked for it, after each `gotEvery` of what came',
  say: 'A message for the room. The id is the client’s own: saying it again with the same id is saying it once',
  edit: 'Another text for a message of one’s own, while it is kept. An entry of its own in the log, with `target` the offset of the message; so are all that follow here',
  delete: 'Takes a message of one’s own away; as a moderator, anybody’s',
  react: 'One emoji for a message',
  unreact: 'Takes that back',
  mute: 'As a moderator: this visitor may only read here, for so many seconds',
  unmute: 'As a moderator: they may write again',
  kick: 'As a moderator: their sockets in this room are closed with 4403. They may come again',
  typing:
    'The text that is being written, all of it so far, at each key; empty when it is given up. `id` is the one that the message will have. Passed on, never kept, not counted as a message',
  cursor: 'Where somebody points; without a place, no longer. Passed on, never kept, not counted as a message',
  refresh: 'A new token of the same visitor, before the old one expires',
  ping: 'Is anybody there? The text must be exactly `{"type":"ping"}`, so that the edge can answer without waking the room',
};

/** What each frame of a server tells. */
export const SERVER_MEANINGS: Readonly<Record<ServerFrame['type'], string>> = {
  welcome:
    'You are in. Entries after `from` follow; `recovered` says whether everything after your position is among them',
  entries: 'Entries of the log, in order and without a hole, the visitor’s own among them',
  ack: 'What you said or did is in the log, at this position; `duplicate` when it had been there already',
  fault:
    'A frame was refused; `id` names the message when it was one. The socket stays open unless the table of faults says otherwise',
  gap: 'Entries between `after` and `from` cannot be given, and why; what can be given follows',
  joined:
    'Somebody came: their first connection to this room, anywhere. Who comes was named in their own welcome, and is told of themselves again only if the count moved in between',
  left: 'Somebody went: their last connection to this room, anywhere',
  typing:
    'What somebody else is writing at this moment. Of each session only the last one counts; it ends with an empty text, with the message of the same id, or when nothing was heard of it for ten seconds',
  cursor: 'Where somebody else points; without a place, no longer',
  members: 'Who is here now, in place of many comings and goings: forget the old list',
  refreshed: 'The new token counts, until then',
  reconnect:
    'This process is leaving or crowded: after so many milliseconds open a new socket elsewhere, and close this one when the new one has welcomed you',
  pong: 'The answer to `ping`',
};

/** What each kind of entry says. */
export const ENTRY_MEANINGS: Readonly<Record<EntryKind, string>> = {
  message: 'Somebody said something, at a place or at none',
  edit: 'The message at `target` now says this',
  delete: 'The message at `target` is not to be shown any more',
  react: 'The author reacts to the message at `target`; twice is once',
  unreact: 'The author takes that back',
  mute: 'A moderator lets a visitor only read, for so many seconds from `at` on',
  unmute: 'The visitor may write again',
  kick: 'A moderator sent a visitor out',
  other: 'Never on the wire: what a client makes of a kind that it does not know, so that it can go on behind it',
};

/** What a client does about each gap. */
export const GAP_ADVICE: Readonly<Record<GapReason, string>> = {
  trimmed: 'Show that messages are missing, go on',
  epoch: 'Show a new beginning, go on; old offsets mean nothing now',
  ahead: 'Show a new beginning, go on; old offsets mean nothing now',
};
