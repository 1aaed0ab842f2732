import { describe, expect, test } from 'vitest';
import { ADA, BOB, LOBBY, settled, trialPorts } from './fixture.ts';
import { LIMITS } from './limits.ts';
import { Room } from './room.ts';
import { Session } from './session.ts';
import { ConnectionTrial, sayFrame, sessionTrial } from './session-fixture.ts';

describe('a frame that is wrong', () => {
  test.each([
    ['{', 'bad-json'],
    ['{"type":"shout"}', 'unknown-frame'],
    ['{"type":"say","id":"message-a","text":5}', 'bad-frame'],
    ['{"type":"say","id":"short","text":"x"}', 'bad-message-id'],
    ['{"type":"say","id":"message-a","text":" \\n "}', 'text-empty'],
  ])('is answered and the conversation goes on: %s', async (text, code) => {
    const { open } = sessionTrial();
    const { session, connection } = await open('ada');

    await session.receive(text);
    await session.receive('{"type":"ping"}');

    expect(connection.of('fault')).toMatchObject([{ code }]);
    expect([connection.types.at(-1), connection.closes]).toEqual(['pong', []]);
  });

  test('because it is binary is answered, because it is too large ends the conversation', async () => {
    const { open } = sessionTrial();
    const [one, other] = [await open('ada'), await open('bob')];

    one.session.receiveBinary(10);
    await other.session.receive(sayFrame('message-a', 'x'.repeat(LIMITS.frameBytes)));

    expect([one.connection.of('fault'), one.connection.closes]).toMatchObject([[{ code: 'bad-frame' }], []]);
    expect([other.connection.of('fault'), other.connection.closes]).toMatchObject([
      [{ code: 'frame-too-large' }],
      [1009],
    ]);
  });
});

describe('a socket that closes', () => {
  test('leaves the room, its members and the numbers', async () => {
    const { open, rooms, ports } = sessionTrial();
    const [ada, bob] = [await open('ada'), await open('bob')];

    ada.session.end(1000);
    ada.session.end(1000);
    await settled();

    expect(bob.connection.of('left')).toMatchObject([{ id: 'ada', memberCount: 1 }]);
    expect(ports.meter.of('websocket_connections_active')).toBe(1);
    expect(ports.meter.of('breakwater_connections_closed_total 1000')).toBe(1);
    bob.session.end(4999);
    await settled();
    ports.clock.advance(10_000);
    expect([rooms.size, ports.meter.of('breakwater_connections_closed_total other')]).toEqual([0, 1]);
  });

  test('because its line broke has not left while it may come back', async () => {
    const { open, ports } = sessionTrial();
    const [ada, bob] = [await open('ada'), await open('bob')];

    ada.session.end(1006);
    await settled();
    ports.clock.advance(LIMITS.returnMs - 1);
    await settled();
    const early = bob.connection.of('left');
    ports.clock.advance(1);
    await settled();

    expect([early, bob.connection.of('left')]).toMatchObject([[], [{ id: 'ada' }]]);
  });

  test.each([1006, 1012, 4001])('with %i and comes back in time was never gone', async (code) => {
    const { open, ports } = sessionTrial();
    const [ada, bob] = [await open('ada'), await open('bob')];
    const before = bob.connection.types;

    ada.session.end(code);
    await settled();
    ports.clock.advance(LIMITS.returnMs - 1);
    await open('ada again');
    ports.clock.advance(10_000);
    await settled();

    expect(bob.connection.types).toEqual(before);
    expect(await ports.presence.members(LOBBY)).toEqual([ADA, BOB]);
  });

  test.each(['the token is looked at', 'the room is entered', 'it is let in'])(
    'while %s holds no room and is no member',
    async (moment) => {
      for (let turns = 0; turns < 25; turns++) {
        const { open, authenticator, rooms, ports } = sessionTrial();
        const { promise, resolve } = Promise.withResolvers<void>();
        if (moment === 'the token is looked at') authenticator.held = promise;
        else if (moment === 'the room is entered') ports.log.held = promise;
        else resolve();
        const { session } = await open();

        const received = session.receive('{"type":"authenticate","token":"ada"}');
        for (let turn = 0; turn < turns; turn++) await Promise.resolve();
        session.end(1006);
        resolve();
        await received;
        await settled();
        ports.clock.advance(10_000);

        expect([rooms.size, await ports.presence.members(LOBBY), ports.clock.waiting]).toEqual([0, [], 0]);
      }
    },
  );

  test('because of a bad token takes no other', async () => {
    const { open, ports } = sessionTrial();
    const { session, connection } = await open();

    await session.receive('{"type":"authenticate","token":"forged"}');
    await session.receive('{"type":"authenticate","token":"ada"}');

    expect([connection.closes, await ports.presence.members(LOBBY)]).toEqual([[4401], []]);
  });

  test('because it was silent does not come in with a token that is still looked at', async () => {
    const { open, authenticator, ports } = sessionTrial();
    const { promise, resolve } = Promise.withResolvers<void>();
    authenticator.held = promise;
    const { session, connection } = await open();
    const received = session.receive('{"type":"authenticate","token":"ada"}');

    ports.clock.advance(LIMITS.authenticateMs);
    resolve();
    await received;

    expect([connection.closes, await ports.presence.members(LOBBY)]).toEqual([[4408], []]);
  });

  test('because its pod leaves is asked to come back, and served until then', async () => {
    const { open } = sessionTrial();
    const { session, connection } = await open('ada');

    session.askToMove(750);
    await session.receive(sayFrame('message-a'));
    session.dismiss();

    expect(connection.of('reconnect')).toEqual([{ type: 'reconnect', afterMs: 750 }]);
    expect([connection.of('ack').length, connection.closes]).toEqual([1, [1012]]);
  });
});

describe('a session that slept', () => {
  test('goes on where it was', async () => {
    const trial = sessionTrial();
    const connection = new ConnectionTrial();
    const identity = await trial.authenticator.authenticate('ada');
    const state = { session: 'session-9', room: LOBBY, identity };
    const { promise, resolve } = Promise.withResolvers<Room>();

    const session = Session.restore(state, connection, trial.sessionPorts, promise);
    const room = new Room(LOBBY, trial.ports);
    await room.start({ from: { epoch: 'e1', offset: 0 }, entrants: [session.entrant] });
    resolve(room);
    await session.receive(sayFrame('message-a'));

    expect(session.state).toEqual(state);
    expect(connection.types).toEqual(['entries', 'ack']);
    session.end(1000);
    await settled();
    expect(room.size).toBe(0);
  });

  test('before it said who it is still has to', async () => {
    const { sessionPorts, ports } = sessionTrial();
    const connection = new ConnectionTrial();

    const never = Promise.withResolvers<Room>().promise;
    Session.restore({ session: 'session-9', room: LOBBY }, connection, sessionPorts, never);
    ports.clock.advance(LIMITS.authenticateMs);

    expect(connection.closes).toEqual([4408]);
  });

  test('whose room cannot be started again is told so and closed', async () => {
    const ports = trialPorts();
    const { sessionPorts, authenticator } = sessionTrial(ports);
    const connection = new ConnectionTrial();
    const state = { session: 'session-9', room: LOBBY, identity: await authenticator.authenticate('bob') };
    ports.log.away = true;
    const room = new Room(LOBBY, ports);

    Session.restore(
      state,
      connection,
      sessionPorts,
      room.start().then(() => room),
    );
    await settled();

    expect(connection.of('fault')).toMatchObject([{ code: 'unavailable' }]);
    expect([connection.closes, state.identity.visitor]).toEqual([[1013], BOB]);
  });
});
