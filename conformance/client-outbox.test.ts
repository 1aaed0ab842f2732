import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LIMITS } from '#chat';
import { ClientError } from '#client';
import { entryAt, ScriptedPlace, StillClock, Visitor } from './client-fixture.ts';

let place: ScriptedPlace;
let visitor: Visitor;

beforeEach(async () => {
  place = await ScriptedPlace.open();
  visitor = new Visitor({ urls: place.url });
});

afterEach(async () => {
  visitor.client.close();
  await place.close();
});

describe('a client that speaks', () => {
  it('keeps what was said before there is a connection, and sends it in order, one at a time', async () => {
    const said = ['one', 'two', 'three'].map((text) => visitor.client.say(text));
    const caller = await place.caller();
    await caller.welcome();

    const heard: string[] = [];
    for (let offset = 1; offset <= 3; offset++) {
      const { id, text } = await caller.frame('say');
      heard.push(text);
      expect(caller.unread).toBe(0);
      caller.ack(id, offset);
    }
    const receipts = await Promise.all(said.map(({ sent }) => sent));

    expect(heard).toEqual(['one', 'two', 'three']);
    expect(receipts.map(({ position }) => position.offset)).toEqual([1, 2, 3]);
    expect(visitor.client.unsent()).toEqual([]);
  });

  it('sends again with the same id, and in the same order, what was not acknowledged', async () => {
    const first = await place.caller();
    await first.welcome();
    const one = visitor.client.say('one');
    const two = visitor.client.say('two');
    await first.frame('say');
    first.socket.terminate();

    const second = await place.caller();
    await second.welcome();
    const again = await second.frame('say');
    second.ack(again.id, 1);
    const next = await second.frame('say');
    second.ack(next.id, 2);
    await two.sent;

    expect([again.id, next.id]).toEqual([one.id, two.id]);
  });

  it('takes no entry for an acknowledgement where entries are shown before they are safe', async () => {
    const caller = await place.caller();
    await caller.welcome({ visitor: { id: 'bob', name: 'Bob' }, shownEarly: true });
    const { id, sent } = visitor.client.say('one');
    await caller.frame('say');

    caller.send({ type: 'entries', epoch: 'e', entries: [entryAt(1, { id })] });
    caller.fault('not-durable', { id });
    const again = await caller.frame('say');
    const waiting = visitor.client.unsent().map((message) => message.id);
    caller.ack(again.id, 1);
    const receipt = await sent;

    expect([again.id, waiting]).toEqual([id, [id]]);
    expect(receipt.position.offset).toBe(1);
    expect(visitor.offsets).toEqual([1]);
    expect(visitor.client.unsent()).toEqual([]);
  });

  it('takes an entry of its own for the acknowledgement that was lost', async () => {
    const first = await place.caller();
    await first.welcome();
    const one = visitor.client.say('one');
    const two = visitor.client.say('two');
    await first.frame('say');
    first.socket.terminate();

    const second = await place.caller();
    await second.welcome({ head: { epoch: 'e', offset: 1 } });
    second.send({
      type: 'entries',
      epoch: 'e',
      entries: [entryAt(1, { id: one.id, author: { id: 'ada', name: 'Ada' } })],
    });

    expect((await one.sent).position).toEqual({ epoch: 'e', offset: 1 });
    expect((await second.frame('say')).id).toBe(two.id);
  });

  it('says nothing before it has read everything up to the head', async () => {
    const caller = await place.caller();
    const { id } = visitor.client.say('one');
    await caller.welcome({ head: { epoch: 'e', offset: 2 } });
    await visitor.told('welcome');

    caller.entries('e', 1);
    await visitor.told('entry');
    caller.send({ type: 'pong' });
    expect(caller.unread).toBe(0);
    caller.entries('e', 2);

    expect((await caller.frame('say')).id).toBe(id);
  });

  it('waits as long as it is told when it is too fast, and then says the same', async () => {
    const clock = new StillClock();
    const slow = new Visitor({ urls: place.url, clock });
    const callers = [await place.caller(), await place.caller()];
    await Promise.all(callers.map((each) => each.welcome()));
    const said = slow.client.say('one');
    const caller = await Promise.any(
      callers.map(async (each) => ((await each.frame('say')).id === said.id ? each : Promise.reject())),
    );

    caller.fault('rate-limited', { id: said.id, retryAfterMs: 700 });
    expect((await slow.told('fault'))[0]).toMatchObject({ code: 'rate-limited', retryAfterMs: 700 });
    clock.advance(699);
    expect(caller.unread).toBe(0);
    clock.advance(1);
    const again = await caller.frame('say');
    caller.ack(again.id, 1);

    expect(await said.sent).toMatchObject({ id: said.id });
    slow.client.close();
  });

  it('gives a message up that is refused for good, tells why, and goes on with the next', async () => {
    const caller = await place.caller();
    await caller.welcome();
    const one = visitor.client.say('one');
    const two = visitor.client.say('two');

    caller.fault('forbidden', { id: (await caller.frame('say')).id });
    const error = await one.sent.catch((reason: unknown) => reason);
    caller.ack((await caller.frame('say')).id, 1);
    await two.sent;

    expect(error).toBeInstanceOf(ClientError);
    expect(error).toMatchObject({ code: 'refused', message: 'It is forbidden', fault: { code: 'forbidden' } });
    expect((await visitor.told('failed'))[0]).toBe(one.id);
  });

  it('refuses by itself what no room would take', async () => {
    await expect(visitor.client.say('   ').sent).rejects.toMatchObject({ code: 'text-empty' });
    await expect(visitor.client.say('x'.repeat(LIMITS.textBytes + 1)).sent).rejects.toMatchObject({
      code: 'text-too-long',
    });
    // Short enough as text, but not as JSON.
    await expect(visitor.client.say('\n"'.repeat(LIMITS.textBytes / 2)).sent).rejects.toMatchObject({
      code: 'text-too-long',
    });
    await expect(visitor.client.say('hello', { id: 'no' }).sent).rejects.toMatchObject({ code: 'bad-message-id' });
    expect(visitor.client.unsent()).toEqual([]);
  });

  it('holds 50 messages and refuses the next', async () => {
    for (let count = 0; count < 50; count++) visitor.client.say(`message ${count}`);

    const { sent } = visitor.client.say('one too many');

    await expect(sent).rejects.toMatchObject({ name: 'ClientError', code: 'queue-full' });
    expect(visitor.client.unsent()).toHaveLength(50);
  });

  it('says a message once that is said twice with one id', async () => {
    const one = visitor.client.say('one', { id: 'the-same-id' });
    const two = visitor.client.say('one', { id: 'the-same-id' });
    const caller = await place.caller();
    await caller.welcome();
    caller.ack((await caller.frame('say')).id, 1);

    expect(await one.sent).toEqual(await two.sent);
    expect(caller.unread).toBe(0);
  });

  it('takes back what waits', async () => {
    const { id, sent } = visitor.client.say('one');

    expect(visitor.client.takeBack(id)).toBe(true);
    expect(visitor.client.takeBack(id)).toBe(false);
    await expect(sent).rejects.toMatchObject({ code: 'taken-back' });
  });

  it('gives what is unsent to the next client, which sends it with the same ids', async () => {
    const caller = await place.caller();
    await caller.welcome();
    const one = visitor.client.say('one', { place: { x: 3, y: -4 } });
    visitor.client.say('two');
    await caller.frame('say');
    visitor.client.close();
    await expect(one.sent).rejects.toMatchObject({ code: 'closed' });

    const outbox = JSON.parse(JSON.stringify(visitor.client.unsent()));
    const heir = new Visitor({ urls: place.url, outbox });
    const next = await place.caller();
    await next.welcome();
    const again = await next.frame('say');

    expect(again).toEqual({ type: 'say', id: one.id, text: 'one', place: { x: 3, y: -4 } });
    expect(heir.client.unsent().map(({ text }) => text)).toEqual(['one', 'two']);
    heir.client.close();
  });

  it('does not send what may be in the room already, when the log has forgotten its id', async () => {
    const sentAt = Date.now() - LIMITS.dedupeMs;
    const outbox = [
      { id: 'on-the-wire-once', text: 'maybe', sentAt },
      { id: 'never-sent', text: 'surely' },
    ];
    const heir = new Visitor({ urls: place.url, outbox });
    const callers = [await place.caller(), await place.caller()];
    await Promise.all(callers.map((each) => each.welcome()));

    const [id, error] = await heir.told('failed');
    const say = await Promise.any(callers.map((each) => each.frame('say')));

    expect([id, error.code]).toEqual(['on-the-wire-once', 'uncertain']);
    expect(say.id).toBe('never-sent');
    heir.client.close();
  });

  it('connects again when no answer comes, though the socket lives', async () => {
    const clock = new StillClock();
    const other = await ScriptedPlace.open();
    const patient = new Visitor({ urls: other.url, clock });
    const first = await other.caller();
    await first.welcome();
    await patient.told('welcome');
    patient.client.say('one');
    await first.frame('say');
    clock.advance(1_500);
    await first.frame('ping');
    first.send({ type: 'pong' });
    first.entries('e', 1);
    await patient.told('entry');

    clock.advance(18_500);

    const second = await other.caller();
    await second.welcome();
    expect((await second.frame('say')).text).toBe('one');
    patient.client.close();
    await other.close();
  });
});
