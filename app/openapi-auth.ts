import { answer, BEARER, faults, json, TOKEN_FAULTS } from './openapi-parts.ts';
import { refer } from './openapi-schemas.ts';

const ORDERED = answer('It holds', refer('Ordered'));
const ORDER_FAULTS = ['bad-json', 'bad-body', 'body-too-large', 'forbidden', 'unavailable'] as const;

/** What lets people in and keeps them out. */
export const AUTH_PATHS = {
  '/api/tickets': {
    post: {
      operationId: 'giveTicket',
      summary: 'Gives a ticket for one connection, to stand in an address where a token may not',
      security: BEARER,
      responses: {
        '201': answer('The ticket, good once and for 30 seconds', refer('Ticket')),
        ...faults(...TOKEN_FAULTS, 'rate-limited', 'unavailable'),
      },
    },
  },
  '/api/signout': {
    post: {
      operationId: 'signOut',
      summary: 'Revokes the token of the request, and closes its sockets everywhere',
      security: BEARER,
      responses: { '201': ORDERED, ...faults(...TOKEN_FAULTS, 'unavailable') },
    },
  },
  '/api/admin/bans': {
    post: {
      operationId: 'giveBan',
      summary: 'Bans a visitor everywhere, or lifts the ban; for moderators and services',
      security: BEARER,
      requestBody: json(refer('Ban')),
      responses: { '201': ORDERED, ...faults(...TOKEN_FAULTS, ...ORDER_FAULTS) },
    },
  },
  '/api/admin/revocations': {
    post: {
      operationId: 'giveRevocation',
      summary: 'Revokes one token, or all that a visitor has; for moderators and services',
      security: BEARER,
      requestBody: json(refer('Revocation')),
      responses: { '201': ORDERED, ...faults(...TOKEN_FAULTS, ...ORDER_FAULTS) },
    },
  },
} as const;
