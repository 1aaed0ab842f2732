import { describe, expect, it } from 'vitest';
import type { Answer, GoodAnswer } from './answer.ts';
import { runCommand, startCommand } from './command-run.ts';

const question = (id: unknown, more: object = {}) => {
  const values = Array.from({ length: 600 }, (_, index) => (index % 50 === 7 ? null : 10 + (index % 288)));
  return JSON.stringify({ id, freq_seconds: 300, start: 1_700_000_000, values, horizon: 12, ...more });
};

async function answers(lines: readonly string[], args: readonly string[] = ['--model', 'seasonal-naive']) {
  const { stdout, code } = await runCommand('forecast', args, { input: lines.join('\n') });
  expect(code).toBe(0);
  const told = stdout.trim().split('\n').filter(Boolean);
  return told.map((line) => JSON.parse(line) as Answer);
}

describe('npm run forecast', () => {
  it('answers each question in order, with a mean and the quantiles that are asked for', async () => {
    const [first, second] = (await answers([question('a'), question(7, { quantiles: [0.9, 0.25] })])) as GoodAnswer[];

    expect(first).toMatchObject({ id: 'a', mean: expect.any(Array), fit_ms: expect.any(Number) });
    expect(Object.keys(first?.quantiles ?? {})).toEqual(['0.05', '0.1', '0.5', '0.9', '0.95']);
    expect(second?.id).toBe(7);
    expect(second?.mean).toHaveLength(12);
    expect(Object.keys(second?.quantiles ?? {})).toEqual(['0.25', '0.9']);
    expect(second?.quantiles['0.25']).toHaveLength(12);
  });

  it('answers a bad line with a code and goes on', async () => {
    const bad = ['{', '[]', '{"id":1}', question(2, { values: [] }), question(3, { values: [null] })];
    const worse = [question(4, { values: ['x'] }), question(5, { horizon: 0 }), question(6, { quantiles: [2] })];

    const said = await answers([...bad, '', ...worse, question('good')]);

    const codes = said.map((answer) => ('code' in answer ? answer.code : 'fine'));
    expect(codes).toEqual([
      ...['bad-json', 'bad-json', 'bad-question', 'empty-series', 'all-missing'],
      ...['bad-value', 'bad-horizon', 'bad-level', 'fine'],
    ]);
    expect(said.map(({ id }) => id)).toEqual([null, null, 1, 2, 3, 4, 5, 6, 'good']);
  });

  it('answers a line as soon as it is there, without waiting for the end', async () => {
    const run = startCommand('forecast', ['--model', 'last-value']);

    run.write(`${question('early')}\n`);
    await run.said(/"id":"early"/);
    run.endInput();

    expect((await run.ended).code).toBe(0);
  });

  it('ends in silence when nobody reads its answers any more', async () => {
    const run = startCommand('forecast', ['--model', 'last-value']);
    run.write(`${question(1)}\n`);
    await run.said(/"id":1/);

    run.hangUp();
    for (let id = 0; id < 200; id++) run.write(`${question(id, { horizon: 2_000 })}\n`);

    const { code, stderr } = await run.ended;
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('lists its models, explains itself, and refuses what it does not know', async () => {
    const [models, help, unknown, wrong] = await Promise.all([
      runCommand('forecast', ['--models']),
      runCommand('forecast', ['--help']),
      runCommand('forecast', ['--model', 'oracle']),
      runCommand('forecast', ['--frobnicate']),
    ]);

    expect(models.stdout.split('\n')).toContain('ensemble');
    expect(help.stdout).toContain('freq_seconds');
    expect(unknown).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('"oracle"') });
    expect(wrong).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('frobnicate') });
  });
});
