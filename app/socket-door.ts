import { faultOf } from '#chat';
import { correlationOf } from './correlation.ts';
import { faultResponse } from './faults-http.ts';
import { observe } from './observation.ts';
import { Origins } from './origins.ts';
import type { AppPorts, Upgrade } from './ports.ts';
import { answerHeaders, dress } from './request-frame.ts';
import { admitSocket, type Knock } from './room-socket.ts';

/** Somebody who may come in, and what their handshake is answered with beside its own: lines of headers. */
export interface Admitted {
  readonly upgrade: Upgrade;
  readonly head: string;
}

/** Somebody who is no page of anybody's: what they are told is the same for all of them, but for the id. */
const PROGRAM = { url: 'http:', headers: { get: () => null } };
const ROUTE = '/api/rooms/:room/socket';

/**
 * The way in for a shell that reads upgrades itself: the same checks, headers, counts and lines as a request to the app has,
 * without making one. Routing, `Request`, `Response` and `Headers` cost a storm of comings as much as their tokens did.
 *
 * @returns who was let in, or the answer that says why not
 * @throws TypeError when an allowed origin is none
 */
export function createSocketDoor(ports: AppPorts): (knock: Knock) => Promise<Admitted | Response> {
  const origins = new Origins(ports.settings.allowedOrigins);
  const headersOf = answerHeaders(ports, origins);
  const plain = linesOf(headersOf(PROGRAM, ''));
  return async (knock) => {
    const startedAt = ports.clock.now();
    const correlationId = correlationOf(knock.headers.get('x-correlation-id') ?? undefined, ports.newId);
    const asked = { method: 'GET', route: ROUTE, correlationId, startedAt };
    try {
      const upgrade = await admitSocket(knock, ports, origins);
      observe({ ...asked, status: 200 }, ports);
      const isPlain = knock.headers.get('origin') === null && knock.url.startsWith('http:');
      return { upgrade, head: isPlain ? plain + correlationId : linesOf(headersOf(knock, correlationId)) };
    } catch (error) {
      const fault = faultOf(error);
      const response = dress(faultResponse(fault, correlationId), headersOf(knock, correlationId));
      observe({ ...asked, status: response.status, fault }, ports);
      return response;
    }
  };
}

/** The id that a request is told by is the last of them. */
function linesOf(headers: Readonly<Record<string, string>>): string {
  let lines = 'cache-control: no-store\r\nvary: Origin';
  for (const name in headers) lines += `\r\n${name}: ${headers[name]}`;
  return lines;
}
