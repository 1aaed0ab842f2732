import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { EDGE_SETTINGS, OPENAPI, SETTINGS } from '#app';
import {
  CLIENT_FRAMES,
  CLOSES,
  DURABILITIES,
  ENTRY_KINDS,
  type EntryKind,
  FAULTS,
  GAPS,
  LIMITS,
  METRICS,
  RIGHTS,
  ROLES,
  SERVER_FRAMES,
} from '#chat';
import type { Setting } from '#settings';
import { ACCURACY_TABLES } from './docs-accuracy.ts';
import { FANOUT_TABLES } from './docs-fanout.ts';
import { CLIENT_MEANINGS, ENTRY_MEANINGS, GAP_ADVICE, SERVER_MEANINGS } from './docs-frames.ts';
import { PEER_TABLES } from './docs-peers.ts';
import { SCALER_TABLES } from './docs-scaler.ts';
import { fieldComments, markdownTable, type Shape, sayShape } from './docs-shape.ts';
import { ROOT } from './source-files.ts';

const code = (text: string) => `\`${text}\``;

function frameRows(frames: Readonly<Record<string, z.core.$ZodType>>, meanings: Readonly<Record<string, string>>) {
  return Object.entries(frames).map(([type, schema]) => {
    const { type: _type, ...properties } = (z.toJSONSchema(schema) as Shape).properties ?? {};
    const required = (z.toJSONSchema(schema) as Shape).required ?? [];
    const fields = sayShape({ type: 'object', properties, required }).slice(1, -1);
    return [code(type), fields === '' ? '—' : code(fields), meanings[type] ?? ''];
  });
}

function entryRows(): string[][] {
  return Object.entries(ENTRY_KINDS).map(([kind, schema]) => {
    const { properties = {}, required = [] } = z.toJSONSchema(schema) as Shape;
    const { offset: _offset, at: _at, kind: _kind, ...own } = properties;
    const fields = sayShape({ type: 'object', properties: own, required }).slice(1, -1);
    return [code(kind), fields === '' ? '—' : code(fields), ENTRY_MEANINGS[kind as EntryKind]];
  });
}

function limitRows(): string[][] {
  const comments = fieldComments(readFileSync(join(ROOT, 'chat/limits.ts'), 'utf8'));
  return Object.entries(LIMITS).map(([name, value]) => [code(name), value.toLocaleString('en'), comments[name] ?? '']);
}

function closeRows(): string[][] {
  return Object.entries(CLOSES).map(([number, row]) => {
    const renew = 'renew' in row && row.renew;
    const back = row.comeBack ? (renew ? 'yes, with a new token' : 'yes') : 'no';
    return [number, code(row.name), back, row.sentence];
  });
}

function durabilityRows(): string[][] {
  return Object.entries(DURABILITIES).map(([name, row]) => [code(name), row.given, row.survives, row.lost]);
}

function faultRows(): string[][] {
  return Object.entries(FAULTS).map(([name, row]) => {
    return [code(name), String(row.status), 'closes' in row ? String(row.closes) : '', row.sentence];
  });
}

function metricRows(): string[][] {
  return Object.entries(METRICS).map(([name, row]) => [code(name), row.kind, row.labels.map(code).join(' '), row.help]);
}

function rightRows(): string[][] {
  return Object.entries(RIGHTS).map(([right, { roles, ofRoom, meaning }]) => {
    const marks = ROLES.map((role) => ((roles as readonly string[]).includes(role) ? 'yes' : ''));
    return [code(right), ...marks, ofRoom ? 'yes' : '', meaning];
  });
}

type Settings = Readonly<Record<string, Setting<unknown>>>;

function settingRows(): string[][] {
  const pod: Settings = SETTINGS;
  const edge: Settings = EDGE_SETTINGS;
  return [...new Set([...Object.keys(pod), ...Object.keys(edge)])].map((name) => {
    const setting = pod[name] ?? edge[name];
    const readers = [...(pod[name] ? ['pod'] : []), ...(edge[name] ? ['edge'] : [])].join(', ');
    const defaults = new Set([pod[name]?.default, edge[name]?.default].filter(Boolean).map((text) => code(text ?? '')));
    return [code(name), readers, [...defaults].join(' / '), setting?.purpose ?? '', setting?.rule ?? ''];
  });
}

interface Operation {
  readonly summary: string;
  readonly responses: Readonly<Record<string, unknown>>;
}

function routeRows(): string[][] {
  return Object.entries(OPENAPI.paths).flatMap(([path, operations]) => {
    return Object.entries<Operation>(operations).map(([method, { summary, responses }]) => {
      const statuses = Object.keys(responses).filter((status) => /^\d+$/.test(status));
      return [method.toUpperCase(), code(path), summary, statuses.join(' ')];
    });
  });
}

/** Every table that documents show, by the name in their markers. */
export const TABLES: Readonly<Record<string, () => string>> = {
  ...ACCURACY_TABLES,
  ...FANOUT_TABLES,
  ...PEER_TABLES,
  ...SCALER_TABLES,
  'client-frames': () => markdownTable(['type', 'fields', 'meaning'], frameRows(CLIENT_FRAMES, CLIENT_MEANINGS)),
  'server-frames': () => markdownTable(['type', 'fields', 'meaning'], frameRows(SERVER_FRAMES, SERVER_MEANINGS)),
  durability: () => markdownTable(['level', 'acknowledged when', 'survives', 'can still be lost'], durabilityRows()),
  'entry-kinds': () => markdownTable(['kind', 'fields', 'meaning'], entryRows()),
  faults: () => markdownTable(['code', 'HTTP status', 'closes with', 'sentence'], faultRows()),
  closes: () => markdownTable(['code', 'name', 'come back?', 'meaning'], closeRows()),
  gaps: () => {
    const rows = Object.entries(GAPS).map(([name, text]) => [code(name), text, GAP_ADVICE[name as keyof typeof GAPS]]);
    return markdownTable(['reason', 'sentence', 'what a client does'], rows);
  },
  limits: () => markdownTable(['limit', 'value', 'meaning'], limitRows()),
  metrics: () => markdownTable(['metric', 'kind', 'labels', 'what is counted'], metricRows()),
  routes: () => markdownTable(['method', 'address', 'what it does', 'answers'], routeRows()),
  rights: () => markdownTable(['right', ...ROLES, 'by room', 'what it allows'], rightRows()),
  settings: () => markdownTable(['name', 'read by', 'default', 'purpose', 'must be'], settingRows()),
};
