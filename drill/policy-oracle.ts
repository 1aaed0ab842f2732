import { DEFAULT_BEHAVIOR, NO_HPA_TOLERANCE } from './hpa-spec.ts';
import { metricScaler, NO_ORDERS, type PoolPolicy } from './pool-policy.ts';
import { peopleAt } from './trace.ts';

/** HPA's next look, and the scrape before it. */
const WAY_SECONDS = 60;
const LOOK_SECONDS = 15;

/** Knows the trace. What no policy that has to guess can beat, with pods that nobody taught to hand people over. */
export const ORACLE: PoolPolicy = {
  name: 'oracle',
  about: 'knows the future: as many pods as are needed from now until a new pod would be ready',
  handsOver: false,
  costs: false,
  hpa: {
    behavior: { ...DEFAULT_BEHAVIOR, down: { ...DEFAULT_BEHAVIOR.down, stabilizationSeconds: 0 } },
    tolerance: NO_HPA_TOLERANCE,
  },
  start({ capacity, coldStartSeconds, trace }) {
    let second = 0;
    const most = () => {
      let people = 0;
      for (let ahead = 0; ahead <= coldStartSeconds + WAY_SECONDS; ahead += LOOK_SECONDS) {
        people = Math.max(people, peopleAt(trace, second + ahead));
      }
      return Math.ceil(people / capacity - 1e-9);
    };
    return {
      decide: () => NO_ORDERS,
      see: (scrape) => {
        second = scrape.second;
      },
      scaler: metricScaler('pods', 1, most),
    };
  },
};
