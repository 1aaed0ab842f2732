import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parser } from '@prometheus-io/lezer-promql';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { METRICS } from '#chat';
import { METRICS as SCALER_METRICS } from '#scaler';
import { DASHBOARDS, dashboardJson } from './dashboards.ts';

const FOLDER = join(import.meta.dirname, 'monitoring');
const PROMTOOL = process.env.PROMTOOL ?? 'promtool';
/** What the tests' own Prometheus says of a target, and a histogram's parts. */
const GIVEN = ['up'];

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface AdapterRules {
  readonly external: ReadonlyArray<{
    readonly seriesQuery: string;
    readonly name: { readonly as: string };
    readonly resources: { readonly overrides: Readonly<Record<string, unknown>> };
  }>;
}

interface HpaFile {
  readonly spec: {
    readonly metrics: ReadonlyArray<{
      readonly type: string;
      readonly external?: { readonly metric: { readonly name: string } };
    }>;
  };
}

interface ScrapeJob {
  readonly job_name: string;
  readonly relabel_configs?: ReadonlyArray<{ readonly target_label: string }>;
}

const { groups } = parse(readFileSync(join(FOLDER, 'rules.yml'), 'utf8')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const alerts = rules.filter(({ alert }) => alert !== undefined);
const queries = Object.values(DASHBOARDS).flatMap(({ rows }) =>
  rows.flatMap(({ panels }) => panels.flatMap((panel) => panel.queries.map(({ expr }) => expr))),
);

async function promtool(...args: string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(PROMTOOL, args, { cwd: FOLDER });
  return stdout + stderr;
}

/** Grafana fills its variables in before Prometheus sees a query. */
function filledIn(query: string): string {
  return query.replaceAll(/\$__(rate_interval|range)/g, '5m').replaceAll(/\$\w+/g, 'x');
}

function faultsOf(query: string): string[] {
  const faults: string[] = [];
  parser.parse(query).iterate({
    enter: (node) => {
      if (node.type.isError) faults.push(`${query} at ${node.from}`);
    },
  });
  return faults;
}

function labelsOf(query: string): string[] {
  const names: string[] = [];
  parser.parse(query).iterate({
    enter: (node) => {
      if (node.name === 'LabelName') names.push(query.slice(node.from, node.to));
    },
  });
  return names;
}

function metricsOf(query: string): string[] {
  const names: string[] = [];
  parser.parse(query).iterate({
    enter: (node) => {
      if (node.name === 'Identifier' && node.node.parent?.name === 'VectorSelector') {
        names.push(query.slice(node.from, node.to));
      }
    },
  });
  return names;
}

/** Every name that a Prometheus can have heard: from pods, from the scaler, from Node, from the recording rules. */
async function knownNames(): Promise<Set<string>> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const fromNode = (await registry.getMetricsAsJSON()).map(({ name }) => name);
  const rows = Object.entries<{ kind: string }>({ ...METRICS, ...SCALER_METRICS });
  const ours = rows.flatMap(([name, { kind }]) => {
    return kind === 'histogram' ? ['_bucket', '_count', '_sum'].map((part) => name + part) : [name];
  });
  const recorded = rules.flatMap(({ record }) => record ?? []);
  return new Set([...GIVEN, ...fromNode, ...ours, ...recorded]);
}

describe('rules', () => {
  it('are taken by Prometheus, and so is its configuration', async () => {
    const said = await promtool('check', 'config', 'prometheus.yml');

    expect(said).toContain(`SUCCESS: ${rules.length} rules found`);
  });

  it('fire where they should and are silent where they should be', async () => {
    const said = await promtool('test', 'rules', 'rules.test.yml');

    expect(said).toContain('SUCCESS');
  });

  it('are each tried both ways', () => {
    const { tests } = parse(readFileSync(join(FOLDER, 'rules.test.yml'), 'utf8')) as { tests: { name: string }[] };
    const names = tests.map(({ name }) => name);

    expect(names).toEqual(alerts.flatMap(({ alert }) => [`${alert} fires`, `${alert} is silent`]));
  });

  it('lead to a page that says what to do', () => {
    const page = readFileSync(join(import.meta.dirname, '../docs/operations.md'), 'utf8').toLowerCase();

    for (const { alert, annotations } of alerts) {
      expect(annotations?.runbook_url).toBe(`docs/operations.md#${alert?.toLowerCase()}`);
      expect(page).toContain(`### ${alert?.toLowerCase()}`);
    }
  });
});

describe('what the HPA asks prometheus-adapter for', () => {
  const read = (file: string) => parse(readFileSync(join(FOLDER, file), 'utf8'));
  const [rule] = (read('adapter-rules.yml') as AdapterRules).external;
  const { spec } = read('../components/hpa/horizontal-pod-autoscaler.yaml') as HpaFile;

  it('is named by its rule, and asks for what pods count', () => {
    const external = spec.metrics.flatMap((metric) => metric.external?.metric.name ?? []);

    expect(external).toEqual([rule?.name.as]);
    expect(metricsOf(rule?.seriesQuery ?? '').filter((name) => !(name in METRICS))).toEqual([]);
  });

  it('has only labels that Prometheus, as it is set up here, gives to what it scrapes', () => {
    const { scrape_configs: jobs } = read('prometheus.yml') as { scrape_configs: ScrapeJob[] };
    const relabelled = jobs.find((job) => job.job_name === 'origin')?.relabel_configs ?? [];
    const labels = ['job', 'instance', ...relabelled.map(({ target_label }) => target_label)];

    const asked = [...labelsOf(rule?.seriesQuery ?? ''), ...Object.keys(rule?.resources.overrides ?? {})];
    expect(asked).toContain('namespace');
    expect(asked.filter((label) => !labels.includes(label))).toEqual([]);
    // Metrics of single pods are asked for by the pod's name, which no label here has.
    expect(spec.metrics.filter(({ type }) => type === 'Pods')).toEqual([]);
  });
});

describe('pages of Grafana', () => {
  it.each(['chat', 'scaling'] as const)('the file of %s is what its source makes', (name) => {
    const file = readFileSync(join(FOLDER, 'dashboards', `${name}.json`), 'utf8');

    expect(file).toBe(dashboardJson(name));
  });

  it('ask what PromQL allows', () => {
    const faults = queries.map(filledIn).flatMap(faultsOf);

    expect(queries.length).toBeGreaterThan(40);
    expect(faults).toEqual([]);
  });

  it('say of each panel what it is for', () => {
    const panels = Object.values(DASHBOARDS).flatMap(({ rows }) => rows.flatMap((row) => row.panels));

    expect(panels.filter(({ why, unit }) => why.length < 10 || unit === '')).toEqual([]);
  });
});

describe('names', () => {
  it('that rules and pages ask for are counted by somebody', async () => {
    const known = await knownNames();
    const asked = [...queries.map(filledIn), ...rules.map(({ expr }) => expr)].flatMap(metricsOf);

    expect(asked.length).toBeGreaterThan(60);
    expect([...new Set(asked)].filter((name) => !known.has(name))).toEqual([]);
  });

  it('that nobody counts are found', async () => {
    const known = await knownNames();

    expect(metricsOf('sum(rate(breakwater_conections_total[5m]))').filter((name) => !known.has(name))).toEqual([
      'breakwater_conections_total',
    ]);
  });
});
