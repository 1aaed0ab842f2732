import type { Context } from 'hono';
import { readAnalytics } from './analytics-route.ts';
import type { AppEnv } from './app-env.ts';
import { givePass } from './guest-pass.ts';
import { OPENAPI } from './openapi.ts';
import { giveBan, giveRevocation, signOut } from './orders.ts';
import type { Origins } from './origins.ts';
import type { AppPorts } from './ports.ts';
import { runChecks } from './readiness.ts';
import {
  addReaction,
  deleteMessage,
  editMessage,
  kickVisitor,
  muteVisitor,
  removeReaction,
  unmuteVisitor,
} from './room-acts.ts';
import { openEvents } from './room-events.ts';
import { listMembers } from './room-members.ts';
import { readMessages, sayMessage } from './room-messages.ts';
import { openSocket } from './room-socket.ts';
import { giveTicket } from './ticket-office.ts';

type Handler = (context: Context<AppEnv>, ports: AppPorts, origins: Origins) => Promise<Response> | Response;

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

/** Everything that this app answers itself, in one table. HEAD goes with GET; OPTIONS and 405 are made from it. */
export const ROUTES: Readonly<Record<string, Readonly<Partial<Record<Method, Handler>>>>> = {
  '/api/rooms/:room/socket': { GET: openSocket },
  '/api/rooms/:room/events': { GET: openEvents },
  '/api/rooms/:room/messages': { GET: readMessages, POST: sayMessage },
  '/api/rooms/:room/messages/:position': { PATCH: editMessage, DELETE: deleteMessage },
  '/api/rooms/:room/messages/:position/reactions/:emoji': { PUT: addReaction, DELETE: removeReaction },
  '/api/rooms/:room/mutes/:visitor': { PUT: muteVisitor, DELETE: unmuteVisitor },
  '/api/rooms/:room/kicks': { POST: kickVisitor },
  '/api/rooms/:room/members': { GET: listMembers },
  '/api/place': {
    GET: (context, { settings, guests, clock }) =>
      context.json({ ...settings.place, guests: guests !== undefined, time: clock.now() }),
  },
  '/api/guests': { POST: givePass },
  '/api/tickets': { POST: giveTicket },
  '/api/signout': { POST: signOut },
  '/api/admin/bans': { POST: giveBan },
  '/api/admin/revocations': { POST: giveRevocation },
  '/api/analytics/:metric': { GET: readAnalytics },
  '/api/openapi.json': { GET: (context) => context.json(OPENAPI) },
  '/health': { GET: (context, { clock }) => context.json({ status: 'ok', at: clock.now() }) },
  '/ready': {
    GET: async (context, ports) => {
      const { ready, checks } = await runChecks(ports);
      return context.json({ status: ready ? 'ready' : 'not-ready', checks }, ready ? 200 : 503);
    },
  },
};
