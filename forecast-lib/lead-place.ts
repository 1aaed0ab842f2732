/** Where a lead is among those that something is known of. */
export interface LeadPlace {
  /** The last known lead that is not beyond it. */
  readonly at: number;
  /** How far it is from there to the next, on a scale of logarithms. */
  readonly share: number;
  /** How many times as wide as at the last known lead errors are; 1 up to there. */
  readonly grown: number;
}

/** Variance beyond the last known lead grows at least by this share of a random walk's. */
const LEAST_GROWTH = 0.05;

/**
 * Between which known leads a lead is. Beyond the last, the variance goes on growing as it did between the last two.
 *
 * @param leads known ones, rising
 * @param spreads of the errors at each of them
 * @example
 * placeOfLead([1, 4, 16], [1, 2, 4], 8) // => { at: 1, share: 0.5, grown: 1 }
 * placeOfLead([1, 4, 16], [1, 2, 4], 64).grown // => 2
 */
export function placeOfLead(leads: readonly number[], spreads: readonly number[], lead: number): LeadPlace {
  const last = leads.length - 1;
  const end = leads[last] as number;
  if (lead >= end) return { at: last, share: 0, grown: Math.sqrt(1 + growth(leads, spreads) * (lead / end - 1)) };
  let at = 0;
  while (lead >= (leads[at + 1] as number)) at++;
  const from = leads[at] as number;
  return { at, share: Math.log(lead / from) / Math.log((leads[at + 1] as number) / from), grown: 1 };
}

/** How fast the variance grows by the lead: 1 as in a random walk, which is also the most. */
function growth(leads: readonly number[], spreads: readonly number[]): number {
  const [before = Number.NaN, last = Number.NaN] = spreads.slice(-2);
  if (leads.length < 2 || !(before > 0)) return 1;
  const more = (last / before) ** 2 - 1;
  const further = (leads.at(-1) as number) / (leads.at(-2) as number) - 1;
  return Math.max(LEAST_GROWTH, Math.min(1, more / further));
}

/**
 * Leads that are worth knowing: each twice as far as the one before, up to the last.
 *
 * @example
 * doublingLeads(24) // => [1, 2, 4, 8, 16, 24]
 */
export function doublingLeads(last: number): number[] {
  const leads: number[] = [];
  for (let lead = 1; lead * 1.4 < last; lead *= 2) leads.push(lead);
  return [...leads, last];
}
