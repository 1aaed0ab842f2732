import { describe, expect, test } from 'vitest';
import { ClockVirtual } from './clock-virtual.ts';
import { ControlMemory } from './control-memory.ts';
import type { ChatFault } from './fault.ts';
import { ADA, LOBBY } from './fixture.ts';
import { Guard, type GuardRules } from './guard.ts';
import { RateLimiterMemory } from './rate-limiter-memory.ts';
import type { RoomId } from './room-id.ts';
import type { Identity } from './visitor.ts';

function trial(rules: GuardRules = {}) {
  const clock = new ClockVirtual();
  const control = new ControlMemory(clock);
  const guard = new Guard({ control, limiter: new RateLimiterMemory(clock), clock, rules });
  const identity = (id: string, more: Partial<Identity> = {}): Identity => ({
    visitor: { id, name: id },
    roles: ['member'],
    issuedAt: clock.now(),
    expiresAt: clock.now() + 3_600_000,
    ...more,
  });
  const refused: string[] = [];
  const enter = (who: Identity, room = LOBBY) =>
    guard.enter(who, room, (fault) => refused.push(`${who.visitor.id} ${fault.code}`));
  return { clock, control, guard, identity, refused, enter };
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'let in',
    (fault: ChatFault) => fault.code,
  );

describe('an order', () => {
  test('sends away whom it is about, each of their sockets once, and nobody who has left', async () => {
    const { control, identity, enter, refused, clock } = trial();
    const stays = [await enter(identity('eve')), await enter(identity('eve')), await enter(identity('ada'))];
    stays[1]?.leave();

    await control.give({ kind: 'ban', visitorId: 'eve', untilAt: clock.now() + 1_000 });

    expect(refused).toEqual(['eve banned']);
    expect(await codeOf(enter(identity('eve')))).toBe('banned');
    clock.advance(1_000);
    expect(await codeOf(enter(identity('eve')))).toBe('let in');
  });

  test('about one token leaves the others of its visitor alone', async () => {
    const { control, identity, enter, refused, clock } = trial();
    await enter(identity('ada', { tokenId: 'stolen' }));
    await enter(identity('ada', { tokenId: 'own' }));

    await control.give({ kind: 'revoke-token', tokenId: 'stolen', untilAt: clock.now() + 1_000 });

    expect(refused).toEqual(['ada token-invalid']);
  });

  test('that comes while somebody is let in is not missed', async () => {
    for (let turns = 0; turns < 10; turns++) {
      const { control, identity, enter, refused, clock } = trial();

      const entering = codeOf(enter(identity('eve')));
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      await control.give({ kind: 'ban', visitorId: 'eve', untilAt: clock.now() + 1_000 });

      expect([await entering, ...refused].some((text) => text.endsWith('banned'))).toBe(true);
    }
  });

  test('about a renewed token ends it', async () => {
    const { control, identity, enter, clock } = trial();
    const stay = await enter(identity('ada', { tokenId: 'old' }));
    await control.give({ kind: 'revoke-token', tokenId: 'new', untilAt: clock.now() + 1_000 });

    expect(await codeOf(stay.renew(identity('ada', { tokenId: 'new' })))).toBe('token-invalid');
  });
});

describe('a visitor', () => {
  test('has so many sockets and no more; whoever leaves makes room; others are not counted', async () => {
    const { identity, enter, guard } = trial({ socketsPerVisitor: 2 });
    const first = await enter(identity('ada'));
    await enter(identity('ada'));

    expect(await codeOf(enter(identity('ada')))).toBe('too-many-sockets');
    expect(await codeOf(enter(identity('bob')))).toBe('let in');
    first.leave();
    expect(await codeOf(enter(identity('ada')))).toBe('let in');
    expect(guard.size).toBe(3);
  });

  test('opens so many rooms in a minute; those they were in lately cost nothing', async () => {
    const { identity, guard, clock } = trial({ roomRate: { perMinute: 3, burst: 3 } });
    const ada = identity('ada');
    const look = (room: string) => codeOf(guard.look(ada, room as RoomId));

    const answers = [await look('one'), await look('two'), await look('three'), await look('four'), await look('one')];

    expect(answers).toEqual(['let in', 'let in', 'let in', 'too-many-rooms', 'let in']);
    clock.advance(20_000);
    expect(await look('four')).toBe('let in');
  });

  test('with a hundred thousand rooms and visitors takes bounded memory', async () => {
    const { identity, guard, clock } = trial({ roomRate: { perMinute: 60, burst: 60 } });

    for (let index = 0; index < 100_000; index++) {
      await guard.look(identity(`visitor-${index}`), `room-${index}` as RoomId);
      clock.advance(10);
    }

    expect(guard.remembered).toBeLessThanOrEqual(20_000);
    expect(guard.size).toBe(0);
  }, 20_000);

  test('without the right to read comes into no room', async () => {
    const { identity, enter } = trial();

    expect(await codeOf(enter(identity(ADA.id, { rooms: [] })))).toBe('forbidden-room');
  });
});
