import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  POLICY_FIELDS,
  type PolicyField,
  OPENAPI as SCALER_API,
  METRICS as SCALER_METRICS,
  SETTINGS as SCALER_SETTINGS,
  STICKY_FIELDS,
} from '#scaler';
import type { Setting } from '#settings';
import { markdownTable } from './docs-shape.ts';
import { ROOT } from './source-files.ts';

const code = (text: string) => `\`${text}\``;

interface Operation {
  readonly summary: string;
  /** "For the roles viewer, operator." */
  readonly description?: string;
}

function settingRows(): string[][] {
  return Object.entries<Setting<unknown>>(SCALER_SETTINGS).map(([name, setting]) => {
    const unless = setting.default === undefined ? '' : code(setting.default);
    return [code(name), unless, setting.purpose, setting.rule];
  });
}

function policyRows(): string[][] {
  return Object.entries<PolicyField>(POLICY_FIELDS).map(([name, field]) => {
    const unless = field.default === undefined ? 'must be told' : String(field.default);
    const ahead = field.closingAhead === undefined ? '' : String(field.closingAhead);
    return [code(name), unless, ahead, field.purpose, `${field.whole ? 'whole, ' : ''}${field.least} to ${field.most}`];
  });
}

function stickyRows(): string[][] {
  return Object.entries<PolicyField>(STICKY_FIELDS).map(([name, { default: unless, purpose, least, most }]) => {
    return [code(name), String(unless), purpose, `${least} to ${most}`];
  });
}

function routeRows(): string[][] {
  return Object.entries(SCALER_API.paths as Readonly<Record<string, Readonly<Record<string, Operation>>>>).flatMap(
    ([path, operations]) => {
      return Object.entries(operations).map(([method, { summary, description }]) => {
        const roles = /^For the roles (.*)\.$/.exec(description ?? '')?.[1] ?? 'everybody';
        return [method.toUpperCase(), code(path), summary, roles];
      });
    },
  );
}

/** As much of what `npm run bench:scaler -- --json` prints as the documents show. */
interface ScalerBench {
  readonly node: string;
  readonly machine: string;
  readonly workloads: number;
  readonly figures: readonly {
    readonly what: string;
    readonly unit: string;
    readonly measured: number | null;
    readonly limit: number;
    readonly control: number | null;
    readonly beside: string;
    readonly verdict: string;
  }[];
}

function benchTable(): string {
  const { node, machine, workloads, figures } = JSON.parse(
    readFileSync(join(ROOT, 'bench/scaler-results.json'), 'utf8'),
  ) as ScalerBench;
  const say = (value: number | null, unit: string) =>
    value === null ? 'unknown' : `${Number(value.toPrecision(3))} ${unit}`.trim();
  const rows = figures.map(({ what, unit, measured, limit, control, beside, verdict }) => {
    return [what, say(measured, unit), say(limit, unit), `${say(control, unit)} (${beside})`, verdict];
  });
  const head = `${workloads.toLocaleString('en')} workloads; Node ${node}, ${machine}`;
  return markdownTable([head, 'measured', 'at most', 'control', ''], rows);
}

/** The tables of docs/scaler.md, and that of docs/benchmarks.md about it. */
export const SCALER_TABLES: Readonly<Record<string, () => string>> = {
  'scaler-bench': benchTable,
  'scaler-settings': () => markdownTable(['name', 'default', 'purpose', 'must be'], settingRows()),
  'scaler-policy': () => markdownTable(['field', 'default', 'closing ahead', 'purpose', 'must be'], policyRows()),
  'scaler-letting-go': () => markdownTable(['field', 'default', 'purpose', 'must be'], stickyRows()),
  'scaler-routes': () => markdownTable(['method', 'address', 'what it does', 'for'], routeRows()),
  'scaler-metrics': () => {
    const rows = Object.entries(SCALER_METRICS).map(([name, row]) => {
      return [code(name), row.kind, row.labels.map(code).join(' '), row.help];
    });
    return markdownTable(['metric', 'kind', 'labels', 'what is counted'], rows);
  },
};
