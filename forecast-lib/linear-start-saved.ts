import { ForecastFault } from './forecast-fault.ts';
import type { LinearStart } from './linear-start.ts';
import type { Json } from './model.ts';
import { savedColumns, savedFields, savedFinite } from './saved-fields.ts';
import { saveNumbers } from './saved-numbers.ts';

export function saveStart({ columns, shares, middle, spread }: LinearStart): Json {
  return { columns: [...columns], shares: saveNumbers(shares), lead: [middle, spread] };
}

/** @throws ForecastFault `bad-saved` */
export function restoreStart(saved: Json | undefined, features: number): LinearStart {
  const fields = savedFields(saved);
  const columns = savedColumns(fields.columns, features);
  const shares = savedFinite(fields.shares, 2 * (columns.length + 1));
  const [middle, spread] = savedFinite(fields.lead, 2) as unknown as [number, number];
  if (!(spread > 0)) throw new ForecastFault('bad-saved', `leads ${spread} wide`);
  return { columns, shares, middle, spread };
}
