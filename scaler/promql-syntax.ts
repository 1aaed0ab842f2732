import { parser } from '@prometheus-io/lezer-promql';

const SHOWN = 20;

/**
 * Where a text stops being PromQL, in words; undefined where it is PromQL. It is read by Prometheus' own grammar; whether
 * metrics and functions are there is not looked at.
 *
 * @example
 * promqlFlaw('sum(websocket_connections_active)') // => undefined
 * promqlFlaw('sum(up))') // => 'stops being PromQL at ")", character 8'
 * promqlFlaw('sum(up') // => 'stops being PromQL at its end, where something is missing'
 */
export function promqlFlaw(query: string): string | undefined {
  let flawAt: number | undefined;
  parser.parse(query).iterate({
    enter: ({ type, from }) => {
      if (type.isError && flawAt === undefined) flawAt = from;
    },
  });
  if (flawAt === undefined) return undefined;
  const rest = query.slice(flawAt).trim();
  if (rest === '') return 'stops being PromQL at its end, where something is missing';
  return `stops being PromQL at "${rest.slice(0, SHOWN)}", character ${flawAt + 1}`;
}
