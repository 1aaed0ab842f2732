import { expect } from 'vitest';
import type { Behaviours, RequestOptions, Scene } from './app-scene.ts';

interface Answer {
  readonly metric: string;
  readonly stepSeconds: number;
  readonly fromAt: number;
  readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
}

const MINUTE_MS = 60_000;
const COLUMNS = [
  'at',
  'value',
  'predicted',
  'predictedLow',
  'predictedHigh',
  'mean',
  'q05',
  'q10',
  'q50',
  'q90',
  'q95',
];

async function asReader(scene: Scene, roles: readonly string[] = ['reader']): Promise<RequestOptions> {
  return { as: await scene.token('rita', { roles }) };
}

/** `GET /api/analytics/:metric`. */
export const ANALYTICS: Behaviours = {
  async 'every metric is columns of equal length, at even times from one time to another'(scene) {
    const toAt = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
    const query = `from=${toAt - 600_000}&to=${toAt}&step=60&lead=3600`;

    for (const metric of ['connections', 'opened', 'messages', 'rejected']) {
      const answer = await scene.json<Answer>(`/api/analytics/${metric}?${query}`, await asReader(scene));

      expect(answer).toMatchObject({ metric, stepSeconds: 60, leadSeconds: 3600, fromAt: toAt - 600_000 });
      expect(Object.keys(answer.columns)).toEqual(COLUMNS);
      const times = Array.from({ length: 11 }, (_, index) => toAt - 600_000 + index * MINUTE_MS);
      expect(answer.columns.at).toEqual(times);
      for (const column of Object.values(answer.columns)) expect(column).toHaveLength(times.length);
    }
  },

  async 'what nobody counted is not known, and not nothing'(scene) {
    const query = `from=${MINUTE_MS}&to=${3 * MINUTE_MS}&step=60`;

    const { columns } = await scene.json<Answer>(`/api/analytics/connections?${query}`, await asReader(scene));

    expect(columns.at).toEqual([MINUTE_MS, 2 * MINUTE_MS, 3 * MINUTE_MS]);
    expect(columns.value).toEqual([null, null, null]);
  },

  async 'without a range the last hours and the next are told'(scene) {
    const now = Date.now();

    const { columns } = await scene.json<Answer>('/api/analytics/messages', await asReader(scene));

    const at = columns.at ?? [];
    expect(at[0]).toBeLessThan(now - 5 * 3_600_000);
    expect(at.at(-1)).toBeGreaterThan(now + 50 * MINUTE_MS);
    expect(at.length).toBeLessThan(1_600);
  },

  async 'readers, moderators and services may see the analytics, and nobody else'(scene) {
    const statuses: number[] = [];
    for (const role of ['reader', 'moderator', 'service', 'member']) {
      statuses.push((await scene.request('/api/analytics/connections', await asReader(scene, [role]))).status);
    }
    const refused = await scene.request('/api/analytics/connections');

    expect(statuses).toEqual([200, 200, 200, 403]);
    expect([refused.status, await codeOf(refused)]).toEqual([401, 'token-missing']);
  },

  async 'a metric that is none, and replicas of a place without a scaler, are told apart'(scene) {
    const none = await scene.request('/api/analytics/happiness', await asReader(scene));
    const replicas = await scene.request('/api/analytics/replicas', await asReader(scene));

    expect([none.status, await codeOf(none)]).toEqual([404, 'unknown-metric']);
    expect([replicas.status, await codeOf(replicas)]).toEqual([404, 'not-configured']);
  },

  async 'a range that does not fit is refused'(scene) {
    for (const query of ['from=2&to=1', 'from=x', 'step=61', 'step=30', 'from=0&to=720060000&step=60', 'lead=60']) {
      const answer = await scene.request(`/api/analytics/connections?${query}`, await asReader(scene));

      expect([query, answer.status, await codeOf(answer)]).toEqual([query, 400, 'bad-range']);
    }
  },
};

async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { error: { code: string } }).error.code;
}
