import { describe, expect, test } from 'vitest';
import { ADA, LOBBY } from './fixture.ts';
import { LIMITS } from './limits.ts';
import { Session } from './session.ts';
import { ConnectionTrial, sayFrame, sessionTrial } from './session-fixture.ts';

describe('a socket that opens', () => {
  test('with a known visitor is welcomed at once', async () => {
    const { open } = sessionTrial();

    const { connection } = await open('ada');

    expect(connection.frames[0]).toMatchObject({
      type: 'welcome',
      room: 'lobby',
      session: 'session-1',
      visitor: ADA,
      recovered: false,
      from: { epoch: 'e1', offset: 0 },
      head: { epoch: 'e1', offset: 0 },
      members: [ADA],
      memberCount: 1,
      place: 'pod-1',
    });
  });

  test('and says who it is is welcomed, with what it missed', async () => {
    const { open, ports } = sessionTrial();
    await ports.log.fill(3);
    const { session, connection } = await open();

    const after = { epoch: 'e1', offset: 1 };
    await session.receive(JSON.stringify({ type: 'authenticate', token: 'ada', after }));

    expect(connection.types.slice(0, 2)).toEqual(['welcome', 'entries']);
    expect(connection.frames[0]).toMatchObject({ recovered: true, from: after });
    expect(connection.frames[1]).toMatchObject({ entries: [{ offset: 2 }, { offset: 3 }] });
  });

  test('with a position of another epoch is told the gap in words', async () => {
    const { open, ports } = sessionTrial();
    await ports.log.fill(1);

    const { connection } = await open('ada', { epoch: 'other', offset: 7 });

    expect(connection.types.slice(0, 3)).toEqual(['welcome', 'gap', 'entries']);
    expect(connection.frames[1]).toMatchObject({
      reason: 'epoch',
      after: { epoch: 'other', offset: 7 },
      from: { epoch: 'e1', offset: 0 },
      message: expect.stringMatching(/new beginning/),
    });
  });

  test('and stays silent is closed with 4408 after five seconds', async () => {
    const { open, ports } = sessionTrial();
    const { connection } = await open();

    ports.clock.advance(LIMITS.authenticateMs - 1);
    expect(connection.closes).toEqual([]);
    ports.clock.advance(1);

    expect(connection.closes).toEqual([4408]);
  });

  test('with a token is not closed for silence', async () => {
    const { open, ports } = sessionTrial();
    const { session, connection } = await open();
    await session.receive('{"type":"authenticate","token":"ada"}');

    ports.clock.advance(LIMITS.authenticateMs * 2);

    // What still waits is the end of its token.
    expect([connection.closes, ports.clock.waiting]).toEqual([[], 1]);
  });

  test('while the log is away is told so and closed with 1013', async () => {
    const { open, ports } = sessionTrial();
    ports.log.away = true;

    const { connection } = await open('ada');

    expect(connection.frames).toMatchObject([{ type: 'fault', code: 'unavailable' }]);
    expect(connection.closes).toEqual([1013]);
  });
});

describe('a token', () => {
  test.each([
    ['forged', 'token-invalid'],
    ['old', 'token-expired'],
  ])('that is %s closes the socket with 4401', async (token, code) => {
    const { open } = sessionTrial();
    const { session, connection } = await open();

    await session.receive(JSON.stringify({ type: 'authenticate', token }));

    expect([connection.frames, connection.closes]).toMatchObject([[{ type: 'fault', code }], [4401]]);
  });

  test('is taken once', async () => {
    const { open } = sessionTrial();
    const { session, connection } = await open();

    await Promise.all([1, 2].map(() => session.receive('{"type":"authenticate","token":"ada"}')));
    await session.receive('{"type":"authenticate","token":"bob"}');

    expect(connection.of('welcome')).toHaveLength(1);
    expect(connection.of('fault').map(({ code }) => code)).toEqual(['already-authenticated', 'already-authenticated']);
    expect(connection.closes).toEqual([]);
  });

  test('that runs out ends the conversation at once, with 4401; a new one before that prolongs it', async () => {
    const { open, ports } = sessionTrial();
    const { session, connection } = await open('ada');

    ports.clock.advance(3_599_000);
    await session.receive('{"type":"refresh","token":"ada again"}');
    ports.clock.advance(3_599_999);
    await session.receive(sayFrame('message-a'));
    const closesBefore = [...connection.closes];
    ports.clock.advance(1);

    expect(closesBefore).toEqual([]);
    expect(connection.of('refreshed')).toMatchObject([{ expiresAt: expect.any(Number) }]);
    expect(connection.of('ack')).toMatchObject([{ id: 'message-a' }]);
    expect(connection.of('fault')).toMatchObject([{ code: 'token-expired' }]);
    expect(connection.closes).toEqual([4401]);
  });

  test('of somebody else is no refresh', async () => {
    const { open } = sessionTrial();
    const { session, connection } = await open('ada');

    await session.receive('{"type":"refresh","token":"bob"}');

    expect([connection.of('fault'), connection.closes]).toMatchObject([[{ code: 'token-invalid' }], [4401]]);
    expect(session.state.identity?.visitor).toEqual(ADA);
  });

  test('to refresh is not even looked at before there is anything to refresh', async () => {
    const { open, authenticator } = sessionTrial();
    const { session, connection } = await open();

    await session.receive('{"type":"refresh","token":"ada"}');

    expect(connection.of('fault')).toMatchObject([{ code: 'not-authenticated' }]);
    expect(authenticator.asked).toBe(0);
  });
});

describe('saying', () => {
  test('is acknowledged with the position, and shown to everybody by the log', async () => {
    const { open } = sessionTrial();
    const [ada, bob] = [await open('ada'), await open('bob')];

    await ada.session.receive(sayFrame('message-a', 'good\u202e morning'));
    await ada.session.receive(sayFrame('message-a', 'again'));

    expect(ada.connection.of('ack')).toMatchObject([
      { id: 'message-a', position: { epoch: 'e1', offset: 1 }, duplicate: false },
      { id: 'message-a', position: { epoch: 'e1', offset: 1 }, duplicate: true },
    ]);
    for (const { connection } of [ada, bob]) {
      expect(connection.of('entries')).toMatchObject([
        { epoch: 'e1', entries: [{ offset: 1, id: 'message-a', author: ADA, text: 'good morning' }] },
      ]);
    }
  });

  test('is acknowledged at once where its entry was shown, and may wait for its entry where that is on its way', async () => {
    const { open, ports } = sessionTrial();
    const { session, connection } = await open('ada');

    await session.receive(sayFrame('message-a'));
    const shown = [...connection.patient];
    ports.log.append = async () => ({ outcome: 'appended', position: { epoch: 'e1', offset: 2 }, at: 1 });
    await session.receive(sayFrame('message-b'));

    expect(connection.of('ack')).toHaveLength(2);
    expect([shown, connection.patient]).toEqual([[], ['ack']]);
  });

  test('needs a token, and one that allows it', async () => {
    const { open, ports } = sessionTrial();
    const [nobody, reader] = [await open(), await open('reader')];

    await nobody.session.receive(sayFrame('message-a'));
    await reader.session.receive(sayFrame('message-b'));

    expect(nobody.connection.of('fault')).toMatchObject([{ code: 'not-authenticated', id: 'message-a' }]);
    expect(reader.connection.of('fault')).toMatchObject([{ code: 'forbidden', id: 'message-b' }]);
    expect([nobody.connection.closes, reader.connection.closes]).toEqual([[], []]);
    expect((await ports.log.read(LOBBY, { limit: 1 })).head).toBe(0);
  });

  test('while the room is still entered waits for it, in its order', async () => {
    const { open, sessionPorts, ports } = sessionTrial();
    await open('bob');
    const { promise, resolve } = Promise.withResolvers<void>();
    ports.log.held = promise;
    const connection = new ConnectionTrial();
    const session = new Session(LOBBY, connection, sessionPorts);
    const identity = { visitor: ADA, roles: ['member'] as const, issuedAt: 0, expiresAt: Number.POSITIVE_INFINITY };

    const started = session.start(identity, { epoch: 'e1', offset: 5 });
    const said = ['a', 'b', 'c'].map((letter) => session.receive(sayFrame(`message-${letter}`)));
    resolve();
    await Promise.all([started, ...said]);

    expect(connection.types[0]).toBe('welcome');
    expect(connection.of('ack')).toMatchObject(
      ['a', 'b', 'c'].map((letter, index) => ({ id: `message-${letter}`, position: { offset: index + 1 } })),
    );
  });

  test('too fast is refused with the time to wait', async () => {
    const { open, ports } = sessionTrial();
    const { session, connection } = await open('ada');
    ports.log.append = async () => ({ outcome: 'refused', retryAfterMs: 600 });

    await session.receive(sayFrame('message-a'));

    expect(connection.of('fault')).toMatchObject([{ code: 'rate-limited', id: 'message-a', retryAfterMs: 600 }]);
    expect(connection.closes).toEqual([]);
  });

  test('while the log is away is told as a fault of that message, and the socket lives', async () => {
    const { open, ports } = sessionTrial();
    const { session, connection } = await open('ada');
    ports.log.away = true;

    await session.receive(sayFrame('message-a'));

    expect(connection.of('fault')).toMatchObject([{ code: 'unavailable', id: 'message-a' }]);
    expect(connection.closes).toEqual([]);
  });
});
