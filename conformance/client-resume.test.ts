import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entryAt, ScriptedPlace, Visitor } from './client-fixture.ts';

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

describe('a client that reads', () => {
  it('asks for the room with the subprotocol and says who it is first', async () => {
    const caller = await place.caller();

    const hello = await caller.welcome();

    expect(caller.path).toBe('/api/rooms/lobby/socket');
    expect(caller.socket.protocol).toBe('breakwater.v1');
    expect(hello).toEqual({ type: 'authenticate', token: 'a token', got: true });
    expect(await visitor.state('online')).toEqual({ status: 'online', url: place.url, place: 'scripted' });
  });

  it('comes back with the position of the last entry that it told', async () => {
    const first = await place.caller();
    await first.welcome({ from: { epoch: 'e', offset: 4 }, head: { epoch: 'e', offset: 99 } });
    first.entries('e', 5, 6);
    await visitor.told('entry');
    await visitor.told('entry');
    first.socket.terminate();

    const second = await place.caller();
    const hello = await second.welcome();

    expect(hello.after).toEqual({ epoch: 'e', offset: 6 });
    expect(visitor.client.position).toEqual({ epoch: 'e', offset: 6 });
  });

  it('never takes the head of a welcome for something that it has read', async () => {
    const first = await place.caller();
    await first.welcome({ head: { epoch: 'e', offset: 50 } });
    await visitor.told('welcome');
    first.socket.terminate();

    const hello = await (await place.caller()).welcome();

    expect(hello.after).toEqual({ epoch: 'e', offset: 0 });
  });

  it('tells an entry once, however often it comes', async () => {
    const caller = await place.caller();
    await caller.welcome();

    caller.entries('e', 1, 2);
    caller.entries('e', 1, 2, 3);
    caller.entries('e', 2);
    caller.entries('e', 4);
    for (let count = 0; count < 4; count++) await visitor.told('entry');

    expect(visitor.offsets).toEqual([1, 2, 3, 4]);
  });

  it('asks again from its position when there is a hole', async () => {
    const first = await place.caller();
    await first.welcome();
    first.entries('e', 1, 3);

    const second = await place.caller();
    const hello = await second.welcome();
    second.entries('e', 2, 3);
    for (let count = 0; count < 3; count++) await visitor.told('entry');

    expect(hello.after).toEqual({ epoch: 'e', offset: 1 });
    expect(visitor.offsets).toEqual([1, 2, 3]);
  });

  it('asks again from its position when another epoch comes and no gap was told', async () => {
    const first = await place.caller();
    await first.welcome();
    first.entries('e', 1);
    first.entries('f', 2);

    const hello = await (await place.caller()).welcome();

    expect(hello.after).toEqual({ epoch: 'e', offset: 1 });
    expect(visitor.offsets).toEqual([1]);
  });

  it('goes on after a gap, which it tells', async () => {
    const caller = await place.caller();
    await caller.welcome();
    caller.entries('e', 1);

    const gap = { reason: 'epoch', message: 'A new beginning' };
    caller.send({ type: 'gap', ...gap, after: { epoch: 'e', offset: 1 }, from: { epoch: 'f', offset: 7 } });
    caller.entries('f', 8);
    await visitor.told('entry');
    await visitor.told('entry');

    expect((await visitor.told('gap'))[0]).toMatchObject(gap);
    expect(visitor.offsets).toEqual([1, 8]);
    expect(visitor.client.position).toEqual({ epoch: 'f', offset: 8 });
  });

  it('keeps its position when it was cut off between a welcome without recovery and the gap', async () => {
    const first = await place.caller();
    await first.welcome();
    first.entries('e', 1);
    await visitor.told('entry');
    first.socket.terminate();
    const second = await place.caller();
    await second.welcome({ recovered: false, from: { epoch: 'e', offset: 90 }, head: { epoch: 'e', offset: 99 } });
    await visitor.told('welcome');
    await visitor.told('welcome');
    second.socket.terminate();

    const hello = await (await place.caller()).welcome();

    expect(hello.after).toEqual({ epoch: 'e', offset: 1 });
  });

  it('does not tell again what a log that went back carries into its new epoch', async () => {
    const caller = await place.caller();
    await caller.welcome();
    caller.entries('e', 1, 2, 3);

    const after = { epoch: 'e', offset: 3 };
    caller.send({ type: 'gap', reason: 'epoch', message: '', after, from: { epoch: 'f', offset: 0 } });
    const fresh = entryAt(3, { id: 'something-new', at: 9 });
    caller.send({ type: 'entries', epoch: 'f', entries: [entryAt(1), entryAt(2), fresh] });
    for (let count = 0; count < 4; count++) await visitor.told('entry');

    expect(visitor.entries.map(({ id }) => id)).toEqual(['entry-1', 'entry-2', 'entry-3', 'something-new']);
  });

  it('goes on from a position that another client left', async () => {
    const later = new Visitor({ urls: place.url, position: { epoch: 'k', offset: 12 } });
    const callers = [await place.caller(), await place.caller()];

    const hellos = await Promise.all(callers.map((caller) => caller.welcome()));

    expect(hellos.map(({ after }) => after)).toContainEqual({ epoch: 'k', offset: 12 });
    later.client.close();
  });

  it('stops telling when a handler closes it in the middle', async () => {
    const caller = await place.caller();
    await caller.welcome();
    visitor.client.on('entry', ({ offset }) => offset === 2 && visitor.client.close());

    caller.entries('e', 1, 2, 3);
    await caller.closed;

    expect(visitor.offsets).toEqual([1, 2]);
  });

  it('ignores frames that it does not know and lets go of a socket that does not speak the protocol', async () => {
    const first = await place.caller();
    await first.welcome();
    first.socket.send('{"type":"sparkle","much":true}');
    first.entries('e', 1);
    await visitor.told('entry');
    first.socket.send('what?');

    const hello = await (await place.caller()).welcome();

    expect(hello.after).toEqual({ epoch: 'e', offset: 1 });
  });

  it('keeps the list of members', async () => {
    const caller = await place.caller();
    await caller.welcome();

    caller.send({ type: 'joined', visitor: { id: 'bob', name: 'Bob' }, memberCount: 2 });
    caller.send({ type: 'left', id: 'ada', memberCount: 1 });
    const told = [await visitor.told('members'), await visitor.told('members'), await visitor.told('members')];

    expect(told.map(([list, count]) => [list.map(({ name }) => name).join(), count])).toEqual([
      ['Ada', 1],
      ['Ada,Bob', 2],
      ['Bob', 1],
    ]);
  });
});
