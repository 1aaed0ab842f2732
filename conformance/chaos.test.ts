import { expect, test } from 'vitest';
import { parseChaosPlan } from './chaos-plan.ts';
import { brokenByChaos } from './chaos-report.ts';
import { runChaos } from './chaos-run.ts';

test.each([
  [['--minutes', 'long'], '--minutes is "long", must be from 0.1 to 120'],
  [['--clients', '0'], '--clients is "0", must be a whole number from 1 to 5000'],
])('%j is told for what it is', (args, sentence) => {
  expect(() => parseChaosPlan(args)).toThrow(sentence);
});

test('pods, the edge, lines and Redis break while a hundred talk, and nobody loses anything without being told', async () => {
  const plan = parseChaosPlan(['--seed', '1', '--minutes', '0.3', '--clients', '100']);

  const report = await runChaos(plan);

  expect(brokenByChaos(report), report.examples.join('\n')).toEqual([]);
  expect(report.accepted).toBeGreaterThan(100);
  expect(report.resumes).toBeGreaterThan(0);
}, 150_000);

test('a run that is interrupted says what was seen so far', async () => {
  const interrupt = new AbortController();
  const plan = parseChaosPlan(['--seed', '2', '--minutes', '5', '--clients', '10']);

  const report = await runChaos(plan, {
    interrupt: interrupt.signal,
    edge: false,
    tell: (sentence) => sentence.includes(' s ') && interrupt.abort(),
  });

  expect([report.partial, brokenByChaos(report)]).toEqual([true, []]);
}, 60_000);
