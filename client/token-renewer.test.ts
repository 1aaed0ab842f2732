import { expect, test } from 'vitest';
import { ClockVirtual, type ServerFrame } from '#chat';
import { TokenRenewer } from './token-renewer.ts';

const POSITION = { epoch: 'e1', offset: 0 };

function tokenOf(sub: string, mark = ''): string {
  return `e30.${btoa(JSON.stringify({ sub, mark })).replaceAll('=', '')}.c2ln`;
}

function welcomed(clock: ClockVirtual, lifeMs: number, aheadMs = 0): ServerFrame {
  const at = clock.now() + aheadMs;
  const visitor = { id: 'ada', name: 'Ada' };
  const common = { room: 'lobby', session: 's', place: 'pod', members: [visitor], memberCount: 1, recovered: true };
  return { type: 'welcome', ...common, visitor, at, from: POSITION, head: POSITION, expiresAt: at + lifeMs };
}

function trial(token: () => string | Promise<string>) {
  const clock = new ClockVirtual();
  const renewed: string[] = [];
  const renewer = new TokenRenewer({ clock, token, renew: (next) => renewed.push(next) });
  const pass = async (ms: number) => {
    clock.advance(ms);
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  };
  return { clock, renewed, renewer, pass };
}

test('a token of an hour is renewed a minute before its end, by the clock of the server', async () => {
  const { clock, renewer, renewed, pass } = trial(() => tokenOf('ada'));
  renewer.hear(welcomed(clock, 3_600_000, -500_000));

  await pass(3_539_999);
  const before = renewed.length;
  await pass(1);

  expect([before, renewed]).toEqual([0, [tokenOf('ada')]]);
});

test('a short token is renewed when a fifth of it is left, and so is each that follows', async () => {
  const { clock, renewer, renewed, pass } = trial(() => tokenOf('ada'));
  renewer.hear(welcomed(clock, 10_000));

  for (let life = 1; life <= 5; life++) {
    await pass(8_000);
    renewer.hear({ type: 'refreshed', expiresAt: clock.now() + 10_000 });
    expect(renewed).toHaveLength(life);
  }
});

test('a giver that fails is asked again, and not after the end', async () => {
  let asked = 0;
  const { clock, renewer, renewed, pass } = trial(() => {
    asked++;
    throw new Error('nobody there');
  });
  renewer.hear(welcomed(clock, 100_000));

  for (let second = 0; second < 200; second++) await pass(1_000);

  expect([renewed, asked, clock.waiting]).toEqual([[], 4, 0]);
});

test("another visitor's token renews nothing, and what was stopped asks nobody", async () => {
  const { clock, renewer, renewed, pass } = trial(() => tokenOf('bob'));
  renewer.hear(welcomed(clock, 10_000));
  await pass(10_000);

  renewer.hear(welcomed(clock, 10_000));
  renewer.stop();
  await pass(10_000);

  expect([renewed, clock.waiting]).toEqual([[], 0]);
});
