import { DEFAULT_BEHAVIOR, DEFAULT_HPA_TOLERANCE, type HpaTolerance } from './hpa-spec.ts';
import { metricScaler, NO_ORDERS, type PoolPolicy } from './pool-policy.ts';

/** Plain HPA over the number of people, with so many places more than there are people. */
export function reactivePolicy(
  headroom: number,
  tolerance: HpaTolerance = DEFAULT_HPA_TOLERANCE,
  handsOver = false,
): PoolPolicy {
  const exact = tolerance.form === 'new' && tolerance.up === 0;
  return {
    name: `reactive +${Math.round(headroom * 100)} %${exact ? ', tolerance 0' : ''}${handsOver ? ', draining pods' : ''}`,
    about: `HPA on people, ${Math.round(headroom * 100)} % more places than people`,
    handsOver,
    costs: false,
    hpa: { behavior: DEFAULT_BEHAVIOR, tolerance },
    start({ capacity }) {
      let people: number | null = null;
      return {
        decide: () => NO_ORDERS,
        see: (scrape) => {
          people = scrape.people;
        },
        scaler: metricScaler('people', capacity / (1 + headroom), () => people),
      };
    },
  };
}
