import { type BusinessEvent, type EventLift, learnLifts, type Series, timeAt } from '#forecast-lib';

/** So little is no news, as a part of what was known. */
const NEWS = 0.01;

/**
 * What each kind of event brought that was over when the series ended: one that goes on is not yet what it will have been.
 *
 * @param baseline what each sample would have been without events
 */
export function liftsSeen(
  events: readonly BusinessEvent[],
  series: Series,
  baseline: ArrayLike<number>,
): readonly EventLift[] {
  const endAt = timeAt(series, series.values.length);
  const over = events.filter((event) => event.endAt <= endAt);
  return over.length === 0 ? [] : learnLifts(series, over, baseline).filter((lift) => lift.events > 0);
}

/**
 * What is known after more was seen; undefined where that is no news. Kinds that were not seen again stay as they were.
 *
 * @example
 * withLifts([{ kind: 'sale', lift: 2, events: 1 }], [{ kind: 'film', lift: 3, events: 1 }])?.map(({ kind }) => kind) // => ['sale', 'film']
 * withLifts([{ kind: 'sale', lift: 2, events: 1 }], [{ kind: 'sale', lift: 2.001, events: 1 }]) // => undefined
 */
export function withLifts(known: readonly EventLift[], seen: readonly EventLift[]): readonly EventLift[] | undefined {
  const isNews = seen.some(({ kind, lift, events }) => {
    const before = known.find((one) => one.kind === kind);
    return before === undefined || before.events !== events || Math.abs(Math.log(lift / before.lift)) > NEWS;
  });
  return isNews ? [...known.filter(({ kind }) => !seen.some((one) => one.kind === kind)), ...seen] : undefined;
}
