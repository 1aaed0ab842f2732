import { ANALYTICS_NAMES, BANDS, LEADS } from './analytics.ts';

const column = { type: 'array', items: { type: ['number', 'null'] } };
const columns = (...names: readonly string[]) => ({
  type: 'object',
  required: ['at', ...names],
  properties: {
    at: { type: 'array', items: { type: 'integer' }, description: 'The end of each step, in epoch milliseconds' },
    ...Object.fromEntries(names.map((name) => [name, column])),
  },
});
const whole = { type: 'integer', minimum: 0 };

export const ANALYTICS_SCHEMAS = {
  Analytics: {
    type: 'object',
    required: ['metric', 'source', 'stepSeconds', 'fromAt', 'columns'],
    properties: {
      metric: { type: 'string', enum: [...ANALYTICS_NAMES, 'replicas'] },
      source: { type: 'string', enum: ['edge', 'pod', 'prometheus', 'scaler'], description: 'Who counted' },
      stepSeconds: whole,
      leadSeconds: { type: 'integer', enum: LEADS, description: 'How long before `predicted` was said' },
      fromAt: whole,
      forecastAt: { type: ['integer', 'null'], description: 'The last sample that the forecast knew' },
      mode: { type: ['string', 'null'], description: 'Of replicas: how far the scaler is trusted now' },
      target: { type: ['number', 'null'], description: 'Of replicas: how many connections a pod is meant to carry' },
      columns: {
        description: 'Equally many rows in each; null is what is not known',
        oneOf: [
          columns('value', 'predicted', 'predictedLow', 'predictedHigh', 'mean', ...Object.keys(BANDS)),
          columns('desired', 'ready', 'reactive'),
        ],
      },
    },
  },
} as const;
