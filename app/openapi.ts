import { LIMITS } from '#chat';
import { ACT_PATHS } from './openapi-acts.ts';
import { ANALYTICS_PATHS } from './openapi-analytics.ts';
import { AUTH_PATHS } from './openapi-auth.ts';
import {
  AFTER,
  answer,
  BEARER,
  CORRELATION,
  faults,
  json,
  KEY,
  ROOM,
  ROOM_FAULTS,
  TICKET,
  TOKEN_FAULTS,
} from './openapi-parts.ts';
import { refer, SCHEMAS } from './openapi-schemas.ts';

/** Everything that this app answers, as OpenAPI 3.1. A test holds it against the routes. */
export const OPENAPI = {
  openapi: '3.1.0',
  info: {
    title: 'Breakwater',
    version: '0.1.0',
    license: { name: 'MIT', identifier: 'MIT' },
    description: 'Chat in rooms. A position is an epoch and an offset; every reader of a room gets the same entries.',
  },
  servers: [{ url: '/' }],
  paths: {
    '/api/rooms/{room}/socket': {
      get: {
        operationId: 'openSocket',
        summary: 'Joins a room over a WebSocket',
        description:
          'Frames are in docs/protocol.md. The token comes in the first frame as the subprotocol `breakwater.bearer.<token>`, or a ticket stands for it; `after` counts only with the latter two.',
        security: [{}, { subprotocol: [] }],
        parameters: [
          ROOM,
          AFTER,
          TICKET,
          {
            name: 'Sec-WebSocket-Protocol',
            in: 'header',
            schema: { type: 'string' },
            description: '`breakwater.v1`, and the token if it comes here',
          },
        ],
        responses: {
          '101': { description: 'The socket is open', headers: CORRELATION },
          ...faults(
            ...ROOM_FAULTS,
            'upgrade-required',
            'forbidden-origin',
            'bad-position',
            'too-many-connections',
            'token-invalid',
            'token-expired',
            'keys-unavailable',
            'bad-ticket',
            'banned',
            'leaving',
          ),
        },
      },
    },
    '/api/rooms/{room}/events': {
      get: {
        operationId: 'openEvents',
        summary: 'Reads a room as server-sent events',
        description:
          'Events: `welcome` (position, head, recovered, memberCount), `entry` (an Entry; its id is `epoch:offset`), `gap` (a Gap). Without a position the newest entries come first.',
        security: BEARER,
        parameters: [
          ROOM,
          AFTER,
          TICKET,
          {
            name: 'Last-Event-ID',
            in: 'header',
            schema: { type: 'string' },
            description: 'The last position that the reader has; counts more than `after`',
          },
        ],
        responses: {
          '200': {
            description: 'The stream; it ends when the token expires',
            headers: CORRELATION,
            content: { 'text/event-stream': { schema: { type: 'string' } } },
          },
          ...faults(
            ...ROOM_FAULTS,
            'bad-position',
            ...TOKEN_FAULTS,
            'bad-ticket',
            'too-many-sockets',
            'leaving',
            'unavailable',
          ),
        },
      },
    },
    '/api/rooms/{room}/messages': {
      get: {
        operationId: 'readMessages',
        summary: 'Reads what comes after a position, or the newest entries',
        security: BEARER,
        parameters: [
          ROOM,
          AFTER,
          {
            name: 'limit',
            in: 'query',
            schema: { type: 'integer', minimum: 1, maximum: LIMITS.batchEntries, default: LIMITS.batchEntries },
          },
        ],
        responses: {
          '200': answer('The entries, and the position to read on from', refer('Messages')),
          ...faults(...ROOM_FAULTS, 'bad-position', 'bad-limit', ...TOKEN_FAULTS, 'unavailable'),
        },
      },
      post: {
        operationId: 'sayMessage',
        summary: 'Says something in a room',
        security: BEARER,
        parameters: [ROOM, KEY],
        requestBody: json(refer('Say')),
        responses: {
          '201': answer('It was said', refer('Said'), { Location: { $ref: '#/components/headers/Location' } }),
          '200': answer('It was said before', refer('Said'), { Location: { $ref: '#/components/headers/Location' } }),
          ...faults(
            'bad-room',
            'too-many-rooms',
            ...TOKEN_FAULTS,
            'forbidden',
            'muted',
            'bad-json',
            'bad-body',
            'body-too-large',
            'bad-message-id',
            'text-empty',
            'text-too-long',
            'rate-limited',
            'unavailable',
            'not-durable',
            'log-full',
          ),
        },
      },
    },
    ...ACT_PATHS,
    '/api/rooms/{room}/members': {
      get: {
        operationId: 'listMembers',
        summary: 'Tells who is in a room, a page at a time in the order of ids',
        security: BEARER,
        parameters: [
          ROOM,
          { name: 'after', in: 'query', schema: { type: 'string' }, description: 'The `next` of the page before' },
        ],
        responses: {
          '200': answer('The members', refer('Members')),
          ...faults(...ROOM_FAULTS, ...TOKEN_FAULTS, 'unavailable'),
        },
      },
    },
    '/api/place': {
      get: {
        operationId: 'readPlace',
        summary: 'Tells which process answers, and where else the same rooms are',
        security: [],
        responses: { '200': answer('This place', refer('Here')), ...faults() },
      },
    },
    '/api/guests': {
      post: {
        operationId: 'givePass',
        summary: "Gives a guest's token, where guests are allowed",
        security: [],
        requestBody: json(refer('Guest')),
        responses: {
          '200': answer('The pass', refer('Pass')),
          ...faults('not-found', 'bad-json', 'bad-body', 'body-too-large', 'bad-name', 'too-many-connections'),
        },
      },
    },
    ...AUTH_PATHS,
    ...ANALYTICS_PATHS,
    '/api/openapi.json': {
      get: {
        operationId: 'readOpenApi',
        summary: 'This document',
        security: [],
        responses: { '200': answer('This document', { type: 'object' }), ...faults() },
      },
    },
    '/health': {
      get: {
        operationId: 'readHealth',
        summary: 'Tells that the process is alive; depends on nothing else',
        security: [],
        responses: { '200': answer('Alive', refer('Health')), ...faults() },
      },
    },
    '/ready': {
      get: {
        operationId: 'readReadiness',
        summary: 'Tells whether the process should be sent people, and if not, why',
        security: [],
        responses: {
          '200': answer('Ready', refer('Readiness')),
          '503': answer('Not ready', refer('Readiness')),
          ...faults(),
        },
      },
    },
  },
  components: {
    schemas: SCHEMAS,
    parameters: {
      Room: {
        name: 'room',
        in: 'path',
        required: true,
        schema: { type: 'string', pattern: '^[a-z0-9][a-z0-9._-]{0,63}$' },
      },
      Target: {
        name: 'position',
        in: 'path',
        required: true,
        schema: { type: 'string', pattern: '^[A-Za-z0-9]{1,32}:\\d{1,15}$' },
        description: 'The position of the message, as `epoch:offset`',
      },
      Emoji: { name: 'emoji', in: 'path', required: true, schema: { type: 'string' }, description: 'One emoji' },
      VisitorId: {
        name: 'visitor',
        in: 'path',
        required: true,
        schema: { type: 'string', maxLength: LIMITS.visitorIdLength },
      },
      IdempotencyKey: {
        name: 'Idempotency-Key',
        in: 'header',
        schema: refer('MessageId'),
        description: 'The id of what is done, if the body has none: with it, it can be sent again safely',
      },
      After: {
        name: 'after',
        in: 'query',
        schema: { type: 'string', pattern: '^[A-Za-z0-9]{1,32}:\\d{1,15}$' },
        description: 'The last position that the reader has, as `epoch:offset`',
      },
      Ticket: {
        name: 'ticket',
        in: 'query',
        schema: { type: 'string' },
        description: 'From POST /api/tickets, in the place of a token; good once',
      },
    },
    headers: {
      CorrelationId: {
        description:
          "The request's own `X-Correlation-Id` if it has 8 to 64 letters, digits, `-` or `_`; else a new one",
        schema: { type: 'string' },
      },
      RetryAfter: { description: 'Seconds', schema: { type: 'integer' } },
      Location: { description: 'Where the message can be read', schema: { type: 'string' } },
    },
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      subprotocol: {
        type: 'apiKey',
        in: 'header',
        name: 'Sec-WebSocket-Protocol',
        description: '`breakwater.v1, breakwater.bearer.<token>`',
      },
    },
  },
} as const;
