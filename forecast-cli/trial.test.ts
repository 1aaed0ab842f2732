import { describe, expect, it } from 'vitest';
import { type Model, parseSeries } from '#forecast-lib';
import { modelNamed } from '#forecast-lib/models';
import { chooseLeads } from './lead.ts';
import { type TrialWatch, tryModels } from './trial.ts';
import { scoreTrials } from './trial-score.ts';

const values = Array.from({ length: 24 * 30 }, (_, hour) => 10 + (hour % 24) + (hour % 7));
const series = parseSeries({ values, stepSeconds: 3_600, startAt: 0 });
const options = { horizon: 24, origins: 4, levels: [0.05, 0.1, 0.5, 0.9, 0.95] };

function watch(progress: TrialWatch['progress'] = () => undefined): TrialWatch {
  let now = 0;
  return { clock: () => now++, signal: new AbortController().signal, progress };
}

const broken: Model = {
  ...modelNamed('last-value'),
  name: 'broken',
  fit: () => {
    throw new Error('out of ideas');
  },
};

describe('A trial of models', () => {
  it('sees the same origins with each, and times each fit', async () => {
    const models = [modelNamed('seasonal-naive'), modelNamed('last-value')];

    const trials = await tryModels(series, models, options, watch());

    expect(trials.map(({ folds }) => folds.map(({ origin }) => origin))).toEqual([
      [615, 642, 669, 696],
      [615, 642, 669, 696],
    ]);
    expect(trials[1]?.fitMs).toEqual([1, 1, 1, 1]);
  });

  it('counts the reference for a model that cannot, and says why', async () => {
    const trials = await tryModels(series, [modelNamed('seasonal-naive'), broken], options, watch());

    const [reference, other] = scoreTrials(trials, chooseLeads(24, 3_600));
    expect(other).toMatchObject({ model: 'broken', fallbacks: 4, fault: expect.stringContaining('out of ideas') });
    expect(other?.leads.map(({ relMae }) => relMae)).toEqual([1, 1]);
    expect(other?.leads.map(({ mae }) => mae)).toEqual(reference?.leads.map(({ mae }) => mae));
  });

  it('ends when it is told to, with the origins that all models have seen', async () => {
    const stop = new AbortController();
    const models = [modelNamed('seasonal-naive'), modelNamed('last-value')];
    const stopping = watch((done) => {
      if (done === 5) stop.abort();
    });

    const trials = await tryModels(series, models, options, { ...stopping, signal: stop.signal });

    expect(trials.map(({ folds }) => folds.length)).toEqual([2, 2]);
  });

  it('refuses a series that leaves no room for an origin', async () => {
    const short = parseSeries({ values: [1, 2, 3], stepSeconds: 3_600 });

    const trial = tryModels(short, [modelNamed('seasonal-naive')], options, watch());

    await expect(trial).rejects.toThrow(expect.objectContaining({ code: 'too-short' }));
  });
});
