import { z } from 'zod';
import { fieldsFault } from './rest-body.ts';
import { CURSOR, limit, METRIC, TIME, WORKLOAD } from './rest-parameters.ts';
import { type Route, route } from './rest-route.ts';
import { findWorkload, pageOf, pickWorkloads } from './rest-workloads.ts';
import { ScalerFault } from './scaler-fault.ts';
import { RESOLUTIONS } from './series-store.ts';

const HOUR_MS = 3_600_000;
/** As many as Prometheus gives for one series. */
const MOST_POINTS = 11_000;
/** How far back the newest sample is looked for, in steps. */
const LATELY_STEPS = 15;
const MOST_BYTES = 131_072;

const LIST = route({
  method: 'GET',
  path: '/api/v1/metrics',
  operationId: 'listMetrics',
  summary: 'Lists the metrics of workloads, and their newest samples',
  action: 'read',
  query: z.strictObject({ workload: WORKLOAD.optional(), limit: limit(500, 100), cursor: CURSOR.optional() }),
  answers: { 200: { description: 'The metrics', schema: 'Metrics' } },
  faults: ['unknown-workload', 'ambiguous-workload', 'series'],
  async handle({ query }, ports) {
    const all = pickWorkloads({ workload: query.workload, limit: Number.POSITIVE_INFINITY }, ports).items.flatMap(
      ({ key, stepSeconds, metrics }) => metrics.map((metric) => ({ key, stepSeconds, metric })),
    );
    const { items, next } = pageOf(all, ({ key, metric }) => `${key}/${metric.name}`, query.limit, query.cursor);
    const toAt = ports.now();
    const metrics = await Promise.all(
      items.map(async ({ key, stepSeconds, metric: { name, kind, capacityPerPod } }) => {
        const fromAt = toAt - LATELY_STEPS * stepSeconds * 1000;
        const last = (await ports.series.read(key, name, { fromAt, toAt, resolution: 'raw' })).at(-1);
        const newest = last === undefined ? null : { at: last.at, value: last.value };
        return { workload: key, metric: name, kind, capacityPerPod, last: newest };
      }),
    );
    return { status: 200, body: { metrics, next } };
  },
});

const READ = route({
  method: 'GET',
  path: '/api/v1/metrics/:metric',
  operationId: 'readSeries',
  summary: 'Reads the series of a metric as columns: the last hour unless told',
  action: 'read',
  params: z.strictObject({ metric: METRIC }),
  query: z.strictObject({
    workload: WORKLOAD,
    from: TIME.optional(),
    to: TIME.optional(),
    resolution: z.enum(RESOLUTIONS).default('raw'),
    limit: limit(MOST_POINTS, MOST_POINTS),
  }),
  answers: { 200: { description: 'The series', schema: 'Series' } },
  faults: ['unknown-workload', 'ambiguous-workload', 'unknown-metric', 'series'],
  async handle({ params, query }, ports) {
    const { key, stepSeconds, metrics } = findWorkload(query.workload, ports);
    if (!metrics.some(({ name }) => name === params.metric)) {
      throw new ScalerFault('unknown-metric', [`"${params.metric}" is not among those of "${key}"`]);
    }
    const { resolution } = query;
    const toAt = query.to ?? ports.now();
    const fromAt = query.from ?? toAt - HOUR_MS;
    if (fromAt > toAt) throw fieldsFault('bad-parameter', [{ path: 'from', detail: 'is after "to"' }]);
    const longest = MOST_POINTS * (resolution === 'hour' ? HOUR_MS : stepSeconds * 1000);
    const endAt = Math.min(toAt, fromAt + longest);
    const found = await ports.series.read(key, params.metric, { fromAt, toAt: endAt, resolution });
    const samples = found.slice(0, query.limit);
    const columns = {
      at: samples.map(({ at }) => at),
      value: samples.map(({ value }) => value),
      ...(resolution === 'hour' && { max: samples.map(({ value, max }) => max ?? value) }),
    };
    const next = found[query.limit]?.at ?? (endAt < toAt ? endAt + 1 : null);
    return { status: 200, body: { workload: key, metric: params.metric, resolution, columns, next } };
  },
});

const PUSH = route({
  method: 'POST',
  path: '/api/v1/metrics',
  operationId: 'pushSamples',
  summary: 'Sends samples of a metric that is declared as pushed; sending them again changes nothing',
  action: 'push-metrics',
  body: { schema: 'NewSamples', mostBytes: MOST_BYTES },
  answers: { 202: { description: 'What was taken, and what was not and why', schema: 'TakenSamples' } },
  faults: ['unknown-workload', 'ambiguous-workload', 'not-pushed'],
  async handle({ body, caller, correlationId }, ports) {
    const { key } = findWorkload(body.workload, ports);
    const now = ports.now();
    const samples = body.samples.map(({ at = now, value }) => ({ at, value }));
    const { taken, refusals } = ports.inbox.push(key, body.metric, samples);
    const { subject, roles } = caller;
    if (taken > 0) ports.pushes.note({ subject, roles, correlationId }, key, body.metric);
    return { status: 202, body: { taken, refused: refusals } };
  },
});

export const METRIC_ROUTES: readonly Route[] = [LIST, READ, PUSH];
