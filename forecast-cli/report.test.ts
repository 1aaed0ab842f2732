import { describe, expect, it } from 'vitest';
import { parseSeries } from '#forecast-lib';
import { modelNamed } from '#forecast-lib/models';
import { chooseLeads } from './lead.ts';
import { reportHtml } from './report.ts';
import { tryModels } from './trial.ts';
import { scoreTrials } from './trial-score.ts';

const LEVELS = [0.05, 0.1, 0.5, 0.9, 0.95];

async function reportOf(valueAt: (hour: number) => number, file = 'load.csv'): Promise<string> {
  const values = Array.from({ length: 24 * 14 }, (_, hour) => valueAt(hour));
  const series = parseSeries({ values, stepSeconds: 3_600, startAt: Date.UTC(2026, 0, 1) });
  const models = [modelNamed('seasonal-naive'), modelNamed('last-value')];
  const watch = { clock: () => 0, signal: new AbortController().signal, progress: () => undefined };
  const trials = await tryModels(series, models, { horizon: 24, origins: 3, levels: LEVELS }, watch);
  const setting = {
    ...{ file, samples: values.length, missing: 0, stepSeconds: 3_600 },
    ...{ horizon: 24, origins: 3, plannedOrigins: 3 },
  };
  return reportHtml({ series, setting, trials, scores: scoreTrials(trials, chooseLeads(24, 3_600)) });
}

describe('The report', () => {
  it('needs no script and no network', async () => {
    const html = await reportOf((hour) => hour % 24);

    expect(html).not.toMatch(/<script|<link|<img|\bhttps?:|url\(|@import/);
    expect(html).toContain("default-src 'none'");
  });

  it('draws the newest origin large and every origin small, and says the same in tables', async () => {
    const html = await reportOf((hour) => hour % 24);

    const plots = html.match(/<svg viewBox="0 0 1000 300"/g) ?? [];
    expect(plots).toHaveLength(1 + 2 * (1 + 3));
    expect(html.match(/<title id=/g)).toHaveLength(plots.length);
    expect(html.match(/The numbers of this plot/g)).toHaveLength(3);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('shows a file name for what it is', async () => {
    const html = await reportOf((hour) => hour % 24, '<img src=x>.csv');

    expect(html).toContain('&lt;img src=x&gt;.csv');
  });

  it.each([
    ['constant', () => 5],
    ['nearly all missing', (hour: number) => (hour % 31 === 0 ? 1 : Number.NaN)],
    ['huge', (hour: number) => (hour % 24) * 1e12],
    ['negative', (hour: number) => -(hour % 24)],
  ])('has no broken number for a series that is %s', async (_what, valueAt) => {
    const html = await reportOf(valueAt);

    expect(html).not.toMatch(/NaN|Infinity|undefined/);
  });
});
