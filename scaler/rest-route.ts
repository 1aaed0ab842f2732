import type { z } from 'zod';
import type { Caller } from './caller.ts';
import type { PushAudit } from './push-audit.ts';
import type { RestPorts } from './rest-ports.ts';
import type { Action } from './rest-roles.ts';
import type { REST_SCHEMAS, SchemaName } from './rest-schemas.ts';
import type { ScalerFaultCode } from './scaler-fault.ts';

type Fields = z.ZodObject;

/** What handlers reach. */
export interface RestDoor extends RestPorts {
  readonly pushes: PushAudit;
}

/** What a handler is given: all of it was checked. */
export interface RouteInput<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly caller: Caller;
  readonly correlationId: string;
}

export interface RouteAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TypedRoute<Params extends Fields, Query extends Fields, Body extends SchemaName> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** As Hono writes it: `/api/v1/events/:id`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  /** What one must be allowed to do; null: it is for everybody. */
  readonly action: Action | null;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: { readonly schema: Body; readonly mostBytes: number };
  readonly answers: Readonly<
    Record<number, { readonly description: string; readonly schema: SchemaName | 'Document' }>
  >;
  /** Beyond those that every route has. */
  readonly faults: readonly ScalerFaultCode[];
  readonly handle: (
    input: RouteInput<z.output<Params>, z.output<Query>, z.output<(typeof REST_SCHEMAS)[Body]>>,
    door: RestDoor,
  ) => Promise<RouteAnswer> | RouteAnswer;
}

/** A route whose handler's types were checked where it was written. */
export type Route = Omit<TypedRoute<Fields, Fields, SchemaName>, 'handle'> & {
  readonly handle: (input: RouteInput<unknown, unknown, unknown>, door: RestDoor) => Promise<RouteAnswer> | RouteAnswer;
};

export function route<Params extends Fields, Query extends Fields, Body extends SchemaName>(
  typed: TypedRoute<Params, Query, Body>,
): Route {
  return typed as unknown as Route;
}
