import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entryAt, ScriptedPlace, Visitor } from './client-fixture.ts';

const target = { epoch: 'e', offset: 1 };

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

describe('a client that does something to messages', () => {
  it('sends what its methods say, one at a time and in order with its messages, and knows when it is done', async () => {
    const { client } = visitor;
    const caller = await place.caller();
    await caller.welcome();

    const done = [
      client.say('hello').sent,
      client.edit(target, 'hello\u202e there'),
      client.react(target, '❤'),
      client.react(target, '❤', false),
      client.remove(target),
      client.mute('bob', 60),
      client.mute('bob', 0),
      client.kick('bob'),
    ];

    const types = ['say', 'edit', 'react', 'unreact', 'delete', 'mute', 'unmute', 'kick'] as const;
    const sent = [];
    for (const [index, type] of types.entries()) {
      const frame = await caller.frame(type);
      const { id, ...rest } = frame as { id: string; type: string };
      sent.push(rest);
      caller.ack(id, index + 1);
    }
    expect(sent).toEqual([
      { type: 'say', text: 'hello' },
      { type: 'edit', target, text: 'hello there' },
      { type: 'react', target, emoji: '❤️' },
      { type: 'unreact', target, emoji: '❤️' },
      { type: 'delete', target },
      { type: 'mute', visitorId: 'bob', seconds: 60 },
      { type: 'unmute', visitorId: 'bob' },
      { type: 'kick', visitorId: 'bob' },
    ]);
    expect((await Promise.all(done)).map(({ position }) => position.offset)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('sends it again with its id after the line broke, and keeps it out of the messages that are unsent', async () => {
    const { client } = visitor;
    const first = await place.caller();
    await first.welcome();
    const done = client.edit(target, 'again');
    const { id } = await first.frame('edit');
    first.socket.terminate();

    const second = await place.caller();
    await second.welcome();
    const again = await second.frame('edit');
    const unsent = client.unsent();
    second.ack(again.id, 2);

    expect([again.id, unsent]).toEqual([id, []]);
    expect((await done).position.offset).toBe(2);
  });

  it('is told what a server refuses for good, and what is wrong before it is sent', async () => {
    const { client } = visitor;
    const caller = await place.caller();
    await caller.welcome();

    const refused = client.remove(target);
    caller.fault('not-yours', { id: (await caller.frame('delete')).id });

    await expect(refused).rejects.toMatchObject({ code: 'refused' });
    await expect(client.edit(target, ' ')).rejects.toMatchObject({ code: 'text-empty' });
    await expect(client.react(target, 'yes')).rejects.toMatchObject({ code: 'bad-emoji' });
    expect(caller.unread).toBe(0);
  });

  it('passes an entry of a kind that it does not know, and goes on behind it', async () => {
    const caller = await place.caller();
    await caller.welcome();
    const poll = { ...entryAt(1), kind: 'poll', options: ['a', 'b'] };

    caller.socket.send(JSON.stringify({ type: 'entries', epoch: 'e', entries: [poll, entryAt(2)] }));

    expect((await visitor.told('entry'))[0]).toEqual({ offset: 1, at: 1, kind: 'other' });
    expect((await visitor.told('entry'))[0]).toEqual(entryAt(2));
    expect(visitor.client.position).toEqual({ epoch: 'e', offset: 2 });
  });
});

describe('a client that types', () => {
  it('shows it under the id of the message to be, but nothing while there is no welcome', async () => {
    const { client } = visitor;
    client.typing('too early', { id: 'message-1' });
    const caller = await place.caller();
    await caller.welcome();
    await visitor.told('welcome');

    client.typing('hel', { id: 'message-1', place: { x: 1, y: 2 } });
    const shown = await caller.frame('typing');
    client.cursor({ x: 3, y: 4 });
    const pointed = await caller.frame('cursor');
    client.say('hello', { id: 'message-1' });

    expect(shown).toEqual({ type: 'typing', id: 'message-1', text: 'hel', place: { x: 1, y: 2 } });
    expect(pointed).toEqual({ type: 'cursor', place: { x: 3, y: 4 } });
    expect((await caller.frame('say')).id).toBe('message-1');
  });

  it('shows it again on a new connection, which others know as another session', async () => {
    const first = await place.caller();
    await first.welcome();
    await visitor.told('welcome');
    visitor.client.typing('thinking', { id: 'message-1' });
    await first.frame('typing');
    first.socket.terminate();

    const second = await place.caller();
    await second.welcome();

    expect(await second.frame('typing')).toEqual({ type: 'typing', id: 'message-1', text: 'thinking' });
  });

  it('tells what others do', async () => {
    const caller = await place.caller();
    await caller.welcome();
    const bob = { session: 's2', visitor: { id: 'bob', name: 'Bob' } };
    const told: unknown[] = [];
    visitor.client.on('typing', (typing) => told.push(typing));
    visitor.client.on('cursor', (cursor) => told.push(cursor));

    caller.send({ type: 'typing', ...bob, id: 'message-1', text: 'h' });
    caller.send({ type: 'cursor', ...bob, place: { x: 1, y: 2 } });
    caller.entries('e', 1);
    await visitor.told('entry');

    expect(told).toEqual([
      { type: 'typing', ...bob, id: 'message-1', text: 'h' },
      { type: 'cursor', ...bob, place: { x: 1, y: 2 } },
    ]);
  });
});

it('knows what time it is where the log is', async () => {
  const caller = await place.caller();
  await caller.welcome({ at: Date.now() + 60_000 });
  await visitor.told('welcome');

  expect(visitor.client.serverNow() - Date.now()).toBeGreaterThan(59_000);
  expect(visitor.client.serverNow() - Date.now()).toBeLessThanOrEqual(60_000);
});
