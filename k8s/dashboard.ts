/** A query of a panel: PromQL, and what its line is called (`{{label}}` stands for a label's value). */
export interface Query {
  readonly expr: string;
  readonly legend: string;
}

/** One picture: what it shows, why somebody would look at it, in which of Grafana's units. */
export interface Panel {
  readonly title: string;
  readonly why: string;
  readonly kind: 'number' | 'lines' | 'heatmap';
  readonly unit: string;
  readonly queries: readonly Query[];
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** A page of Grafana, before it is Grafana's. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly why: string;
  /** Which scrape jobs its queries look at unless told. */
  readonly jobs: string;
  readonly rows: readonly Row[];
}

/** A series of the jobs and instances that the reader chose. */
export function chosen(metric: string, more = ''): string {
  return `${metric}{job=~"$job", instance=~"$instance"${more === '' ? '' : `, ${more}`}}`;
}

/** How often a counter went up in a second. */
export function perSecond(counter: string, more = ''): string {
  return `rate(${chosen(counter, more)}[$__rate_interval])`;
}

/** A quantile of a histogram over all that was chosen. */
export function quantileOf(level: number, histogram: string, by = ''): string {
  const labels = by === '' ? 'le' : `le, ${by}`;
  return `histogram_quantile(${level}, sum by (${labels}) (${perSecond(`${histogram}_bucket`)}))`;
}
