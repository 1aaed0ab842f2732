import { z } from 'zod';
import { REST_STATUSES } from './rest-fault.ts';
import { MAY } from './rest-roles.ts';
import type { Route } from './rest-route.ts';
import { REST_SCHEMAS, type SchemaName } from './rest-schemas.ts';
import { SCALER_FAULTS, type ScalerFaultCode } from './scaler-fault.ts';

type Json = Readonly<Record<string, unknown>>;

const TOKEN_FAULTS: readonly ScalerFaultCode[] = ['token-missing', 'token-invalid', 'token-expired', 'forbidden'];
const BODY_FAULTS: readonly ScalerFaultCode[] = ['bad-body', 'bad-json', 'not-json', 'body-too-large'];
const CORRELATION = { 'X-Correlation-Id': { $ref: '#/components/headers/CorrelationId' } };

/** The document of these routes, as OpenAPI 3.1. */
export function openapiOf(routes: readonly Route[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Breakwater scaler',
      version: '0.1.0',
      license: { name: 'MIT', identifier: 'MIT' },
      description:
        'What the predictive scaler foresees and decides, the business events that it plans with, and the metrics that it is sent.',
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: schemas(),
      headers: {
        CorrelationId: { description: 'Ties the answer to its line in the log', schema: { type: 'string' } },
        RetryAfter: { description: 'Seconds after which trying again makes sense', schema: { type: 'integer' } },
      },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

function operationOf({ operationId, summary, action, params, query, body, answers, faults }: Route): Json {
  const own: ScalerFaultCode[] = [
    ...faults,
    ...(action === null ? [] : TOKEN_FAULTS),
    ...(action === null ? [] : (['keys-unavailable', 'rate-limited'] as const)),
    ...(params !== undefined || query !== undefined ? (['bad-parameter'] as const) : []),
    ...(body === undefined ? [] : BODY_FAULTS),
  ];
  const good = Object.entries(answers).map(([status, { description, schema }]) => {
    const content = { 'application/json': { schema: schema === 'Document' ? { type: 'object' } : refer(schema) } };
    return [status, { description, headers: CORRELATION, content }] as const;
  });
  return {
    operationId,
    summary,
    ...(action !== null && { description: `For the roles ${MAY[action].join(', ')}.` }),
    security: action === null ? [] : [{ bearer: [] }],
    parameters: [...parametersOf(params, 'path'), ...parametersOf(query, 'query')],
    ...(body !== undefined && {
      requestBody: { required: true, content: { 'application/json': { schema: refer(body.schema) } } },
    }),
    // What a route answers itself stands before a fault of the same status.
    responses: { ...faultAnswers(own), ...Object.fromEntries(good), default: problem('Any other fault') },
  };
}

function parametersOf(fields: Route['query'], place: 'path' | 'query'): Json[] {
  return Object.entries(fields?.shape ?? {}).map(([name, schema]) => {
    const { description, ...shape } = jsonSchema(schema as z.ZodType);
    const required = place === 'path' || !(schema as z.ZodType).safeParse(undefined).success;
    return { name, in: place, required, schema: shape, ...(description !== undefined && { description }) };
  });
}

/** The answers to what can be wrong, each at its status. */
function faultAnswers(codes: readonly ScalerFaultCode[]): Record<string, Json> {
  const statuses = [...new Set(codes.map((code) => REST_STATUSES[code] ?? 500))];
  const entries = statuses.map((status) => {
    const here = [...new Set(codes)].filter((code) => (REST_STATUSES[code] ?? 500) === status);
    const lines = here.map((code) => `\`${code}\`: ${SCALER_FAULTS[code]}`);
    return [String(status), problem(lines.join('\n\n'), status === 429 || status === 503)] as const;
  });
  return Object.fromEntries(entries);
}

function problem(description: string, waits = false): Json {
  const wait = waits && { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } };
  const content = { 'application/problem+json': { schema: refer('Problem') } };
  return { description, headers: { ...CORRELATION, ...wait }, content };
}

function refer(name: SchemaName): Json {
  return { $ref: `#/components/schemas/${name}` };
}

function schemas(): Record<string, Json> {
  return Object.fromEntries(Object.entries(REST_SCHEMAS).map(([name, schema]) => [name, jsonSchema(schema)]));
}

/** As a client sends it, or is sent it: what is made of it afterwards does not show. */
function jsonSchema(schema: z.ZodType): Json {
  const { $schema: _dialect, ...shape } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return shape;
}
