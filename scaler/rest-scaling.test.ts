import { afterEach, expect, test } from 'vitest';
import { NOON } from './plan-fixture.ts';
import { madeDecision, restScene } from './rest-fixture.ts';
import { snapshotOf } from './snapshot-fixture.ts';

const MINUTE = 60_000;

let scene: Awaited<ReturnType<typeof restScene>> | undefined;
afterEach(async () => {
  await scene?.close();
  scene = undefined;
});

async function open() {
  scene = await restScene();
  return scene;
}

test('the status is what KEDA is answered now, from fresh to nothing', async () => {
  const { ask, clock } = await open();
  const told = async () => {
    const body = (await (await ask('/api/v1/scaling/status?workload=shop/chat')).json()) as { workloads: object[] };
    return body.workloads[0];
  };

  expect(await told()).toMatchObject({
    workload: 'shop/chat',
    rung: 'fresh',
    replicas: 6,
    mode: 'full',
    planned: 6,
    reactive: 4,
  });
  clock.now += 20 * MINUTE;
  expect(await told()).toMatchObject({ rung: 'last-known', replicas: 5 });
  clock.now += 20 * MINUTE;
  expect(await told()).toMatchObject({ rung: 'none', replicas: null, planned: 6 });
});

test('all workloads are told of, page by page, those that nothing is known of too', async () => {
  const { ask } = await open();

  const first = (await (await ask('/api/v1/scaling/status?limit=2')).json()) as { next: string };
  const second = await (await ask(`/api/v1/scaling/status?limit=2&cursor=${encodeURIComponent(first.next)}`)).json();

  expect(first).toMatchObject({
    next: 'shop/chat',
    workloads: [{ workload: 'bank/chat', rung: 'none', mode: null }, { workload: 'shop/chat' }],
  });
  expect(second).toMatchObject({ next: null, workloads: [{ workload: 'shop/web' }] });
});

test('a name that two namespaces have is not guessed', async () => {
  const { ask } = await open();

  const response = await ask('/api/v1/scaling/status?workload=chat');

  expect([response.status, await response.json()]).toMatchObject([
    400,
    { code: 'ambiguous-workload', detail: expect.stringContaining('bank/chat') },
  ]);
  expect((await ask('/api/v1/scaling/status?workload=web')).status).toBe(200);
});

test('decisions come newest first, by workload and time, page by page', async () => {
  const { ask, ledger } = await open();
  for (let minute = 1; minute < 6; minute++) {
    const workload = minute === 3 ? 'shop/web' : 'shop/chat';
    const at = NOON + minute * MINUTE;
    await ledger.append({ kind: 'decision', at, workload, data: madeDecision({ at, workload }) });
    await ledger.append({ kind: 'outcome', at, workload, data: {} });
  }
  const list = async (query: string) => {
    const body = (await (await ask(`/api/v1/scaling/decisions?${query}`)).json()) as {
      decisions: { at: number }[];
      next: string | null;
    };
    return { minutes: body.decisions.map(({ at }) => (at - NOON) / MINUTE), next: body.next };
  };

  const first = await list('workload=shop/chat&limit=3');
  const second = await list(`workload=shop/chat&limit=3&cursor=${first.next}`);

  expect([first.minutes, second.minutes, second.next]).toEqual([[5, 4, 2], [1, 0], null]);
  expect((await list(`from=${NOON + 2 * MINUTE}&to=2025-11-21T12:05:00Z`)).minutes).toEqual([4, 3, 2]);
  expect((await list('workload=web')).minutes).toEqual([3]);
});

test('a decision is explained, and made again from what it was made from', async () => {
  const { ask, ledger } = await open();
  const [row] = await ledger.read({ kind: 'decision', limit: 1 });

  const body = await (await ask(`/api/v1/scaling/decisions/${row?.id}`)).json();

  const made = madeDecision();
  expect(body).toMatchObject({
    id: row?.id,
    workload: 'shop/chat',
    mode: 'full',
    desired: made.decision.desired,
    told: made.told,
    reactive: 4,
    explanation: [
      expect.stringContaining('2025-11-21T12:00:00.000Z shop/chat'),
      ...made.decision.steps.map(({ why }) => expect.stringContaining(why)),
    ],
    recomputed: { same: true, desired: made.decision.desired, why: null },
    input: { current: 4 },
    chain: { sequence: 1, hash: row?.hash },
  });
});

test('a decision that does not come out again is told as that, and one of other rules is shown all the same', async () => {
  const { ask, ledger } = await open();
  const made = madeDecision();
  const data = [
    { ...made, decision: { ...made.decision, desired: made.decision.desired + 1 } },
    { ...made, version: 99 },
    { ...made, input: { ...made.input, policy: null } },
  ];
  const rows = await ledger.appendAll(
    data.map((one) => ({ kind: 'decision', at: NOON, workload: 'shop/chat', data: one })),
  );

  const answers = await Promise.all(rows.map(async ({ id }) => (await ask(`/api/v1/scaling/decisions/${id}`)).json()));

  expect(answers).toMatchObject([
    { recomputed: { same: false, desired: made.decision.desired } },
    { recomputed: { same: null, why: expect.stringContaining('its version is 99') } },
    { recomputed: { same: null } },
  ]);
});

test('a corrupt row and a row of another shape are left out, and everything else is there', async () => {
  const { ask, ledger, keeper, lines } = await open();
  await ledger.append({ kind: 'decision', at: NOON + 1, workload: 'shop/chat', data: { hello: 'there' } });
  const kept = await ledger.append({ kind: 'decision', at: NOON + 2, workload: 'shop/chat', data: madeDecision() });
  keeper.spoil(1, (row) => ({ ...row, body: row.body.replace('shop', 'shap') }));

  const body = (await (await ask('/api/v1/scaling/decisions')).json()) as { decisions: { id: string }[] };

  expect(body.decisions.map(({ id }) => id)).toEqual([kept.id]);
  expect(lines.filter(({ event }) => event === 'ledger-row-broken')).toHaveLength(1);
});

test('a trigger that answers nothing is said so, whatever its snapshot holds', async () => {
  const { ask, snapshots } = await open();
  const store = snapshots as unknown as { put(snapshot: object): Promise<void> };
  await store.put(
    snapshotOf({ workload: 'bank/chat', decidedAt: NOON, liveAt: null, forecastAt: null, planned: 10_000 }),
  );

  const body = await (await ask('/api/v1/scaling/status?workload=bank/chat')).json();

  expect(body).toMatchObject({ workloads: [{ rung: 'none', replicas: null }] });
});
