import { ANALYTICS_NAMES, LEADS } from './analytics.ts';
import { answer, BEARER, faults, TOKEN_FAULTS } from './openapi-parts.ts';
import { refer } from './openapi-schemas.ts';

const whole = { type: 'integer', minimum: 0 };
const inQuery = (name: string, schema: object, description: string) => ({ name, in: 'query', schema, description });

/** What was, what was predicted and what will be. */
export const ANALYTICS_PATHS = {
  '/api/analytics/{metric}': {
    get: {
      operationId: 'readAnalytics',
      summary: 'Tells how much was going on, what was predicted and what will be; for readers and moderators',
      security: BEARER,
      parameters: [
        {
          name: 'metric',
          in: 'path',
          required: true,
          schema: { type: 'string', enum: [...ANALYTICS_NAMES, 'replicas'] },
        },
        inQuery('from', whole, 'In epoch milliseconds; six hours before now unless told'),
        inQuery('to', whole, 'In epoch milliseconds; an hour from now unless told'),
        inQuery('step', { ...whole, multipleOf: 60 }, 'In seconds, whole minutes up to a day'),
        inQuery('lead', { type: 'integer', enum: LEADS, default: 900 }, 'How long before `predicted` was said'),
      ],
      responses: {
        '200': answer('The columns', refer('Analytics')),
        ...faults(
          ...TOKEN_FAULTS,
          'forbidden',
          'bad-range',
          'unknown-metric',
          'not-configured',
          'source-unavailable',
          'unavailable',
        ),
      },
    },
  },
} as const;
