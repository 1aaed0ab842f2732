import type { FaultCode } from '#chat';
import { answer, BEARER, faults, json, KEY, ROOM, TARGET, TOKEN_FAULTS } from './openapi-parts.ts';
import { refer } from './openapi-schemas.ts';

const BODY_FAULTS = ['bad-json', 'bad-body', 'body-too-large'] as const;

/** What does something and answers where in the log it stands. */
function act(
  operationId: string,
  summary: string,
  more: { parameters: readonly object[]; body?: Parameters<typeof refer>[0]; faults: readonly FaultCode[] },
) {
  const { parameters, body } = more;
  const bodyFaults = body === undefined ? [] : BODY_FAULTS;
  return {
    operationId,
    summary,
    security: BEARER,
    parameters: [ROOM, ...parameters, KEY],
    ...(body !== undefined && { requestBody: json(refer(body)) }),
    responses: {
      '200': answer('It is in the log, now or since it was done before', refer('Said')),
      ...faults(
        'bad-room',
        ...TOKEN_FAULTS,
        'forbidden',
        'bad-message-id',
        ...bodyFaults,
        ...more.faults,
        'unavailable',
      ),
    },
  };
}

const EMOJI = { $ref: '#/components/parameters/Emoji' };
const VISITOR = { $ref: '#/components/parameters/VisitorId' };
const CHANGE_FAULTS = ['bad-position', 'target-gone', 'rate-limited'] as const;

/** What one can do to messages, and moderators to visitors: each is an entry of its own in the log. */
export const ACT_PATHS = {
  '/api/rooms/{room}/messages/{position}': {
    patch: act('editMessage', 'Changes what a message of one’s own says', {
      parameters: [TARGET],
      body: 'Edit',
      faults: [...CHANGE_FAULTS, 'not-yours', 'muted', 'text-empty', 'text-too-long'],
    }),
    delete: act('deleteMessage', 'Takes a message of one’s own away; as a moderator, anybody’s', {
      parameters: [TARGET],
      faults: [...CHANGE_FAULTS, 'not-yours'],
    }),
  },
  '/api/rooms/{room}/messages/{position}/reactions/{emoji}': {
    put: act('addReaction', 'Reacts to a message with one emoji', {
      parameters: [TARGET, EMOJI],
      faults: [...CHANGE_FAULTS, 'muted', 'bad-emoji'],
    }),
    delete: act('removeReaction', 'Takes a reaction of one’s own back', {
      parameters: [TARGET, EMOJI],
      faults: [...CHANGE_FAULTS, 'bad-emoji'],
    }),
  },
  '/api/rooms/{room}/mutes/{visitor}': {
    put: act('muteVisitor', 'Lets a visitor only read in this room, for so many seconds; for moderators', {
      parameters: [VISITOR],
      body: 'Mute',
      faults: [],
    }),
    delete: act('unmuteVisitor', 'Lets a visitor write again; for moderators', { parameters: [VISITOR], faults: [] }),
  },
  '/api/rooms/{room}/kicks': {
    post: act('kickVisitor', 'Closes a visitor’s sockets in this room; they may come again; for moderators', {
      parameters: [],
      body: 'Kick',
      faults: [],
    }),
  },
};
