import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decide, openKeepers, parsePolicy } from '#scaler';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulate-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function simulate(args: readonly string[], onProgress?: (kill: () => void) => void): Promise<Ended> {
  const flags = onProgress === undefined ? [] : ['--import=data:text/javascript,process.stderr.isTTY=true'];
  const child = spawn(process.execPath, ['--no-warnings', ...flags, join(import.meta.dirname, 'simulate.ts'), ...args]);
  const said = { stdout: '', stderr: '' };
  let killed = false;
  for (const from of ['stdout', 'stderr'] as const) {
    child[from].setEncoding('utf8').on('data', (text: string) => {
      said[from] += text;
      if (!killed && / [1-9]\d*\/\d+ runs/.test(said.stderr)) onProgress?.(() => child.kill('SIGINT'));
      killed ||= / [1-9]\d*\/\d+ runs/.test(said.stderr);
    });
  }
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...said })));
}

const LINES = Array.from({ length: 600 }, (_, minute) => {
  const people = 3000 + 2000 * Math.sin(minute / 90);
  return `${new Date(Date.UTC(2026, 0, 5) + minute * 60_000).toISOString()},${people.toFixed(1)}`;
});

test('a table of one’s own is replayed, as JSON and as a page', async () => {
  const [file, page] = [join(folder, 'mine.csv'), join(folder, 'board.html')];
  writeFileSync(file, ['time,people', ...LINES].join('\n'));

  const { code, stdout } = await simulate([
    '--trace',
    file,
    '--policies',
    'reactive +20;oracle',
    '--json',
    '--report',
    page,
  ]);

  const { scores, runs } = JSON.parse(stdout);
  expect(code).toBe(0);
  expect(scores.map(({ policy }: { policy: string }) => policy)).toContain('oracle');
  expect(runs[0]).toMatchObject({ trace: 'mine', measures: { lead: {} } });
  expect(readFileSync(page, 'utf8')).toContain('<svg');
});

test('a ledger is lived through again under another policy', async () => {
  const keepers = await openKeepers({ name: 'sqlite', directory: join(folder, 'data') }, { log() {} });
  const policy = parsePolicy({ maxReplicas: 100, minReplicas: 2 }, 60);
  await keepers.ledger.appendAll(
    LINES.map((line) => {
      const [time = '', people] = line.split(',');
      const at = Date.parse(time);
      const metric = { name: 'people', value: Number(people), usual: null, capacityPerPod: 500, forecast: null };
      const record = decide({
        workload: 'shop/chat',
        at,
        policy,
        metrics: [metric],
        current: 5,
        leadSeconds: 90,
        history: [],
      });
      const data = { ...record, mode: 'full', told: record.decision.desired, reactive: { desired: 5, reason: '' } };
      return { kind: 'decision', at, workload: 'shop/chat', data } as const;
    }),
  );
  await keepers.close();

  const { code, stdout } = await simulate([
    '--what-if',
    join(folder, 'data'),
    '--peak',
    '0',
    '--policies',
    'reactive +20;oracle',
  ]);

  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/Breakwater, as recorded[\s\S]*reactive \+20 %[\s\S]*oracle/),
  ]);
});

test('Ctrl-C shows what is known so far', async () => {
  const { code, stdout } = await simulate(['--traces', 'all'], (kill) => kill());

  expect(code).toBe(130);
  expect(stdout).toContain('pods/ideal');
}, 60_000);

test('every fault of the command line is told at once', async () => {
  const { code, stderr } = await simulate(['--traces', 'nowhere', '--days', 'x', '--fields', '{"a":"b"}']);

  expect(code).toBe(2);
  expect(stderr).toMatch(/--traces names "nowhere".*--fields is.*--days is "x"/);
});
