import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand, startCommand } from './command-run.ts';

let cwd = '';

/** A row an hour: a day, noise that repeats after a prime number of hours, and a hole. */
function table(days: number): string {
  const rows = Array.from({ length: 24 * days }, (_, hour) => {
    const at = new Date(Date.UTC(2026, 0, 1, hour)).toISOString();
    const load = 100 + 40 * Math.sin((2 * Math.PI * hour) / 24) + ((hour * 7_919) % 13);
    return `${at},${hour % 97 === 5 ? '' : load.toFixed(2)}`;
  });
  return `timestamp,value\n${rows.join('\n')}\n`;
}

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'backtest-'));
  writeFileSync(join(cwd, 'load.csv'), table(40));
});

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('npm run backtest', () => {
  it('prints a table without colours where nobody sees them, and writes its report', async () => {
    const { code, stdout, stderr } = await runCommand('backtest', ['load.csv', '--models', 'last-value'], { cwd });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^load\.csv: 960 samples every 1 h, 10 of them missing; 24 h ahead from 8 origins$/);
    expect(lines[4]).toMatch(/^seasonal-naive +1\.000 +1\.000 +1\.000 +1\.000 /);
    expect(lines[5]).toMatch(/^last-value +\d\.\d{3} /);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toContain('Report: load.backtest.html');
    expect(readFileSync(join(cwd, 'load.backtest.html'), 'utf8')).toContain('<title>Backtest of load.csv</title>');
  });

  it('prints one JSON object when asked, of a table on stdin at the step and horizon that are wanted', async () => {
    const args = ['-', '--json', '--step', '2h', '--horizon', '12h', '--origins', '3', '--models', 'last-value'];

    const { code, stdout } = await runCommand('backtest', args, { cwd, input: table(20) });

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      file: 'stdin',
      step_seconds: 7_200,
      horizon: 6,
      origins: 3,
      partial: false,
      reference: 'seasonal-naive',
      models: [
        { model: 'seasonal-naive' },
        { model: 'last-value', leads: [{ steps: 2 }, { steps: 3 }, { lead: '12 h' }] },
      ],
    });
  });

  it.each([
    ['a file that is not there', ['none.csv'], 1, '[bad-file]'],
    ['a horizon that is longer than the series', ['load.csv', '--horizon', '99d'], 1, '[too-short]'],
    ['a model that nobody knows', ['load.csv', '--models', 'oracle'], 2, '[unknown-model]'],
    ['a horizon that is no number of steps', ['load.csv', '--horizon', '90m'], 2, '[bad-arguments]'],
    ['no file', [], 2, '[bad-arguments]'],
  ])('ends with a code and a sentence for %s', async (_what, args, code, said) => {
    const end = await runCommand('backtest', args, { cwd });

    expect(end.code).toBe(code);
    expect(end.stdout).toBe('');
    expect(end.stderr).toMatch(/^Cannot backtest: .+\n$/);
    expect(end.stderr).toContain(said);
  });

  it('prints its table also when the report cannot be written', async () => {
    const args = ['load.csv', '--models', 'last-value', '--report', 'no/where.html'];

    const { code, stdout, stderr } = await runCommand('backtest', args, { cwd });

    expect(code).toBe(1);
    expect(stdout).toMatch(/^last-value /m);
    expect(stderr).toMatch(/^Cannot backtest: The report cannot be written.*\[bad-report\]\n$/);
  });

  it('names the lines of a table that are wrong', async () => {
    const end = await runCommand('backtest', ['-'], { cwd, input: '2026-01-01,1\n2026-01-02,x\n' });

    expect(end).toMatchObject({ code: 1, stderr: expect.stringMatching(/line 2: "x" is no number.*\[bad-csv\]/) });
  });

  it('shows what it knows when it is interrupted', async () => {
    writeFileSync(join(cwd, 'long.csv'), table(800));
    const args = ['long.csv', '--models', 'ensemble', '--origins', '600', '--report', 'part.html'];
    const run = startCommand('backtest', args, { cwd, terminal: true });

    await run.said(/ ([4-9]|\d\d+)\/\d+ fits/);
    run.signal('SIGINT');

    const { code, stdout } = await run.ended;
    expect(code).toBe(130);
    expect(stdout).toMatch(/Stopped after \d+ of 600 origins: these are partial results/);
    expect(stdout).toMatch(/^ensemble /m);
    expect(readFileSync(join(cwd, 'part.html'), 'utf8')).toContain('these are partial results');
  });
});
