import { z } from 'zod';
import { parseLedgerId } from './ledger-id.ts';
import { WORKLOAD_KEY, WORKLOAD_NAME } from './workload-key.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const LATEST = 8.64e15;

/** `namespace/name`, or a name alone where only one namespace has it. */
export const WORKLOAD = z
  .string()
  .refine((text) => WORKLOAD_KEY.test(text) || WORKLOAD_NAME.test(text), 'a workload as "namespace/name" or "name"');

export const METRIC = z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,62}$/, 'the name of a metric');

export const EVENT_ID = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'the id of an event');

export const ROW_ID = z.string().refine((text) => parseLedgerId(text) !== undefined, 'the id of a decision');

export const DATE = z.string().regex(DAY, 'a day as "2026-12-24"');

/** A time: epoch milliseconds, or ISO 8601 with `Z` or an offset. */
export const TIME = z
  .string()
  .max(40)
  .refine((text) => timeOf(text) !== undefined, 'epoch milliseconds, or a time as "2026-12-24T18:00:00Z"')
  .transform((text) => timeOf(text) as number)
  .describe('Epoch milliseconds, or ISO 8601');

/** How many at most. */
export function limit(most: number, usual: number) {
  return z.coerce.number().int().min(1).max(most).default(usual);
}

/** What `next` said. */
export const CURSOR = z.string().min(1).max(200);

function timeOf(text: string): number | undefined {
  if (/^\d{1,16}$/.test(text)) return Number(text) <= LATEST ? Number(text) : undefined;
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined;
  const at = Date.parse(text);
  return at >= 0 ? at : undefined;
}
