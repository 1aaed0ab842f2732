import { describe, expect, onTestFinished } from 'vitest';
import type { Control, Identity, Order } from '#chat';
import { freshVisitor } from './fresh.ts';
import { eventually } from './patience.ts';
import { type Exception, type Promised, promises } from './suite.ts';

/** Bans and revocations, and what a test may do to them. */
export interface OpenedControl {
  readonly control: Control;
  /** The same store, as another process has it. */
  readonly second?: Control | undefined;
  /** The same store, as a process has it that starts now. */
  again(): Promise<Control>;
  close(): Promise<void>;
}

export interface ControlRunner {
  readonly name: string;
  open(): Promise<OpenedControl>;
  readonly except?: readonly Exception[];
}

/** Within this an order must hold everywhere; what a busy machine adds comes on top. Milliseconds. */
const EVERYWHERE_MS = 1_000;
const SLACK_MS = 8_000;
const HOUR_MS = 3_600_000;

/** What every keeper of `Control` promises: one test for each MUST of the port. */
export function controlSuite({ name, open, except = [] }: ControlRunner): void {
  describe(`Control: ${name}`, () => {
    promises(except, (promised) => {
      promiseJudging(open, promised);
      promiseTelling(open, promised);
    });
  });
}

async function opened(open: ControlRunner['open']): Promise<OpenedControl> {
  const one = await open();
  onTestFinished(() => one.close());
  return one;
}

function someone(more: Partial<Identity> = {}): Identity {
  return {
    visitor: freshVisitor(),
    roles: ['member'],
    issuedAt: Date.now() - 60_000,
    expiresAt: Date.now() + HOUR_MS,
    ...more,
  };
}

const banOf = ({ visitor }: Identity, ms = HOUR_MS): Order => ({
  kind: 'ban',
  visitorId: visitor.id,
  untilAt: Date.now() + ms,
});

function promiseJudging(open: ControlRunner['open'], promised: Promised): void {
  promised('nothing stands against somebody of whom nothing was said', async () => {
    const { control } = await opened(open);

    expect(await control.judge(someone())).toBeUndefined();
  });

  promised('a ban holds for its visitor and for nobody else, until it is lifted', async () => {
    const { control } = await opened(open);
    const [eve, bob] = [someone(), someone()];

    await control.give(banOf(eve));
    const verdicts = [await control.judge(eve), await control.judge(bob)];
    await control.give({ kind: 'ban', visitorId: eve.visitor.id, untilAt: 0 });

    expect(verdicts).toEqual(['banned', undefined]);
    expect(await control.judge(eve)).toBeUndefined();
  });

  promised('a ban ends by itself', async () => {
    const { control } = await opened(open);
    const eve = someone();

    await control.give(banOf(eve, 150));
    const before = await control.judge(eve);

    expect(before).toBe('banned');
    await eventually(async () => (await control.judge(eve)) === undefined || undefined, 'the end of the ban');
  });

  promised('a token is revoked by its name, and no other of its visitor', async () => {
    const { control } = await opened(open);
    const stolen = someone({ tokenId: freshVisitor().id });
    const other = { ...stolen, tokenId: freshVisitor().id };

    await control.give({ kind: 'revoke-token', tokenId: stolen.tokenId ?? '', untilAt: Date.now() + HOUR_MS });

    const nameless = { ...stolen, tokenId: undefined };
    expect(await Promise.all([stolen, other, nameless].map((each) => control.judge(each)))).toEqual([
      'revoked',
      undefined,
      undefined,
    ]);
  });

  promised('what a visitor has up to a time is revoked, and not what they get later', async () => {
    const { control } = await opened(open);
    const sinceAt = Date.now();
    const old = someone({ issuedAt: sinceAt - 1 });

    await control.give({
      kind: 'revoke-visitor',
      visitorId: old.visitor.id,
      sinceAt,
      untilAt: sinceAt + HOUR_MS,
    });

    expect(await control.judge(old)).toBe('revoked');
    expect(await control.judge({ ...old, issuedAt: sinceAt + 1 })).toBeUndefined();
  });

  promised('an order outlives the process that took it', async () => {
    const { control, again } = await opened(open);
    const eve = someone();
    await control.give(banOf(eve));

    const later = await again();

    expect(await later.judge(eve)).toBe('banned');
  });
}

function promiseTelling(open: ControlRunner['open'], promised: Promised): void {
  promised('listeners are told each order, until they stop', async () => {
    const { control } = await opened(open);
    const heard: Order[] = [];
    await control.judge(someone());
    const stop = control.follow((order) => heard.push(order));
    const [one, other] = [banOf(someone()), banOf(someone())];

    await control.give(one);
    stop();
    await control.give(other);

    expect(heard).toContainEqual(one);
    expect(heard).not.toContainEqual(other);
  });

  promised('another process knows an order within a second, and tells it', async () => {
    const { control, second } = await opened(open);
    if (second === undefined) throw new Error('There is no other process');
    const eve = someone();
    const heard: Order[] = [];
    await second.judge(eve);
    second.follow((order) => heard.push(order));

    const order = banOf(eve);
    await control.give(order);
    const givenAt = Date.now();
    await eventually(() => (heard.length > 0 ? true : undefined), 'the order at the other process');

    expect(Date.now() - givenAt).toBeLessThan(EVERYWHERE_MS + SLACK_MS);
    expect(heard).toContainEqual(order);
    expect(await second.judge(eve)).toBe('banned');
  });
}
