import { forecastFlaw, type MetricForecast, type MetricState, podsFor } from './metric-state.ts';
import { chanceAbove, type LeadQuantiles, valueAtChance } from './overload-risk.ts';
import { MOST_REPLICAS, type Policy } from './policy-fields.ts';
import { cheapestWithinRisk, type Risk } from './risk-budget.ts';

/** How many pods the forecasts want at even times to come, and which metric wants the most. */
export interface NeedPath {
  readonly startAt: number;
  readonly stepSeconds: number;
  readonly pods: readonly number[];
  readonly binding: readonly string[];
  /** The load of the binding metric that the pods are for. */
  readonly load: readonly number[];
}

/** A path has at most so many times: a longer one is looked at in wider steps. */
const MOST_STEPS = 400;

/** A metric whose forecast can be used. */
interface Foreseen {
  readonly metric: MetricState;
  readonly forecast: MetricForecast;
}

/**
 * What the forecasts say of the time from `at` on, or undefined when none of them can be used or reaches so far. Forecasts
 * with wrong numbers, or that have ended, are left out, and the metric's own need now is all that remains of it.
 */
export function needPath(
  metrics: readonly MetricState[],
  policy: Policy,
  at: number,
  seconds: number,
): NeedPath | undefined {
  const foreseen = metrics.flatMap((metric) => {
    const { forecast } = metric;
    return forecast !== null && forecastFlaw(forecast) === undefined && endOf(forecast) > at
      ? { metric, forecast }
      : [];
  });
  if (foreseen.length === 0) return undefined;
  const finest = Math.min(...foreseen.map(({ forecast }) => forecast.stepSeconds));
  const end = Math.min(at + seconds * 1000, Math.max(...foreseen.map(({ forecast }) => endOf(forecast))));
  const stepSeconds = Math.max(finest, (end - at) / 1000 / MOST_STEPS);
  const count = Math.floor((end - at) / 1000 / stepSeconds) + 1;
  const times = Array.from({ length: count }, (_, step) => at + step * stepSeconds * 1000);
  const steps = policy.overloadRisk > 0 ? withinRisk(foreseen, policy, times) : byLevel(foreseen, policy, times);
  return {
    startAt: at,
    stepSeconds,
    pods: steps.map(({ pods }) => pods),
    binding: steps.map(({ name }) => name),
    load: steps.map(({ load }) => load),
  };
}

interface Step {
  readonly pods: number;
  readonly name: string;
  readonly load: number;
}

function byLevel(foreseen: readonly Foreseen[], policy: Policy, times: readonly number[]): Step[] {
  return times.map((at) => {
    let most: Step = { pods: -1, name: '', load: 0 };
    for (const { metric, forecast } of foreseen) {
      for (const lead of leadsAt(forecast, at)) {
        const load = plannedLoad(forecast, lead, policy);
        const pods = Math.min(podsFor(load, metric.capacityPerPod), MOST_REPLICAS);
        if (pods > most.pods) most = { pods, name: metric.name, load };
      }
    }
    return most.pods < 0 ? { pods: 0, name: '', load: 0 } : most;
  });
}

function plannedLoad(forecast: MetricForecast, lead: number, { quantileLevel, headroom }: Policy): number {
  const mean = forecast.mean[lead] as number;
  if (quantileLevel === 0 || forecast.levels.length === 0) return Math.max(0, mean * headroom);
  return Math.max(0, valueAtChance(quantilesAt(forecast, lead), 1 - quantileLevel));
}

function withinRisk(foreseen: readonly Foreseen[], policy: Policy, times: readonly number[]): Step[] {
  const outlooks = times.map((at) => foreseen.map((one) => outlookAt(one, at)));
  const risks = outlooks.map((outlook) =>
    remembering((pods) => 1 - outlook.reduce((safe, one) => safe * (1 - riskOf(one, pods)), 1)),
  );
  const pods = cheapestWithinRisk(risks, policy.overloadRisk, 0, policy.maxReplicas);
  return outlooks.map((outlook, step) => {
    const count = pods[step] as number;
    let worst = { name: '', load: 0, risk: -1 };
    for (const one of outlook) {
      const risk = riskOf(one, Math.max(0, count - 1));
      if (risk > worst.risk) worst = { name: one.name, load: count * one.capacityPerPod, risk };
    }
    return { pods: count, name: worst.name, load: worst.load };
  });
}

/** What a metric may be at a time: the quantiles of the leads on both sides of it. */
interface Outlook {
  readonly name: string;
  readonly capacityPerPod: number;
  readonly leads: readonly LeadQuantiles[];
}

function outlookAt({ metric, forecast }: Foreseen, at: number): Outlook {
  const leads = leadsAt(forecast, at).map((lead) => quantilesAt(forecast, lead));
  return { name: metric.name, capacityPerPod: metric.capacityPerPod, leads };
}

function riskOf({ capacityPerPod, leads }: Outlook, pods: number): number {
  let most = 0;
  for (const lead of leads) most = Math.max(most, chanceAbove(lead, pods * capacityPerPod));
  return most;
}

/** The search asks for the same counts again and again. */
function remembering(risk: Risk): Risk {
  const known = new Map<number, number>();
  return (pods) => {
    const before = known.get(pods);
    if (before !== undefined) return before;
    const found = risk(pods);
    known.set(pods, found);
    return found;
  };
}

/** The leads on both sides of a time: the higher of the two counts. None after the forecast's end. */
function leadsAt(forecast: MetricForecast, at: number): readonly number[] {
  const lead = (at - forecast.startAt) / 1000 / forecast.stepSeconds;
  const before = Math.max(0, Math.floor(lead));
  const after = Math.max(0, Math.ceil(lead));
  const inside = [before, after].filter((index) => index < forecast.mean.length);
  return inside[0] === inside[1] ? inside.slice(0, 1) : inside;
}

/** A forecast without quantiles is taken at its word: its mean is all that can be. */
function quantilesAt(forecast: MetricForecast, lead: number): LeadQuantiles {
  if (forecast.levels.length === 0) return { levels: [0.5], values: [forecast.mean[lead] as number] };
  return { levels: forecast.levels, values: forecast.quantiles.map((path) => path[lead] as number) };
}

function endOf(forecast: MetricForecast): number {
  return forecast.startAt + (forecast.mean.length - 1) * forecast.stepSeconds * 1000;
}
