import { describe, expect, it } from 'vitest';
import { MODELS, modelNamed, restoreFitted } from './models.ts';
import { parseSeries } from './series.ts';

const series = parseSeries({ values: [5, 6, 7, 5, 6, 7, 5, 6, 7], stepSeconds: 3_600 });

describe('MODELS', () => {
  it('has each model under its own name', () => {
    for (const [name, make] of Object.entries(MODELS)) expect(make().name).toBe(name);
  });
});

describe('modelNamed', () => {
  it('says which names there are when there is none of that name', () => {
    expect(() => modelNamed('prophet')).toThrow(/"prophet", there are ensemble, last-value/);
    expect(() => modelNamed('constructor')).toThrow(expect.objectContaining({ code: 'unknown-model' }));
  });
});

describe('restoreFitted', () => {
  it('goes on with what any model saved', () => {
    const fitted = modelNamed('ses').fit(series);

    const restored = restoreFitted(JSON.parse(JSON.stringify(fitted.save())));

    expect(restored.predict(3)).toEqual(fitted.predict(3));
  });
});
