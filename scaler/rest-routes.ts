import { EVENT_ROUTES } from './rest-events.ts';
import { METRIC_ROUTES } from './rest-metrics.ts';
import { openapiOf } from './rest-openapi.ts';
import { PREDICTION_ROUTES } from './rest-predictions.ts';
import { PROCESS_ROUTES } from './rest-process.ts';
import { type Route, route } from './rest-route.ts';
import { SCALING_ROUTES } from './rest-scaling.ts';

const DOCUMENT = route({
  method: 'GET',
  path: '/api/openapi.json',
  operationId: 'readOpenApi',
  summary: 'This document',
  action: null,
  answers: { 200: { description: 'This document', schema: 'Document' } },
  faults: [],
  handle: () => ({ status: 200, body: OPENAPI }),
});

/** Everything that the REST API answers, in one table: what is served and what is documented are made from it. */
export const ROUTES: readonly Route[] = [
  ...PREDICTION_ROUTES,
  ...SCALING_ROUTES,
  ...EVENT_ROUTES,
  ...METRIC_ROUTES,
  ...PROCESS_ROUTES,
  DOCUMENT,
];

/** The same as OpenAPI 3.1. */
export const OPENAPI: Readonly<Record<string, unknown>> = openapiOf(ROUTES);
