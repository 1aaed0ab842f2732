import { afterEach, describe, expect, it } from 'vitest';
import type { ChatClientOptions } from '#client';
import { ScriptedPlace, StillClock, Visitor } from './client-fixture.ts';

const opened: Array<{ close(): unknown }> = [];

afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

async function openPlace(): Promise<ScriptedPlace> {
  const place = await ScriptedPlace.open();
  opened.push(place);
  return place;
}

function enter(options: Partial<ChatClientOptions> & Pick<ChatClientOptions, 'urls'>): Visitor {
  const visitor = new Visitor(options);
  opened.push(visitor.client);
  return visitor;
}

describe('a client that is cut off', () => {
  it('goes to the next place when one fails, and round again', async () => {
    const one = await openPlace();
    const two = await openPlace();
    const visitor = enter({ urls: [one.url, two.url] });

    for (const place of [one, two, one]) {
      const caller = await place.caller();
      await caller.welcome();
      expect((await visitor.state('online')).url).toBe(place.url);
      caller.socket.terminate();
    }
  });

  it('waits a random while that doubles, up to five seconds', async () => {
    const clock = new StillClock();
    const gone = await ScriptedPlace.open();
    await gone.close();
    const visitor = enter({ urls: gone.url, clock, random: () => 1 });

    const waits: number[] = [];
    for (let count = 0; count < 8; count++) {
      const { retryAt } = await visitor.state('waiting');
      waits.push(retryAt - clock.now());
      clock.advance(retryAt - clock.now());
    }

    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000, 5000]);
  });

  it('stays away for as long as it was told, and comes back to the same place, when it was too many', async () => {
    const clock = new StillClock();
    const [place, other] = [await openPlace(), await openPlace()];
    const visitor = enter({ urls: [place.url, other.url], clock, random: () => 1 });
    const caller = await place.caller();
    await caller.welcome();
    await visitor.state('online');

    caller.fault('too-insistent', { retryAfterMs: 10_000 });
    caller.socket.close(4429);

    const { retryAt, url } = await visitor.state('waiting');
    expect([retryAt - clock.now(), url]).toEqual([10_250, place.url]);
  });

  it('begins with short waits again after a connection that held', async () => {
    const clock = new StillClock();
    const place = await openPlace();
    const visitor = enter({ urls: place.url, clock, random: () => 1 });
    const waits: number[] = [];
    for (const heldMs of [0, 0, 5_000]) {
      const caller = await place.caller();
      await caller.welcome();
      await visitor.state('online');
      clock.advance(heldMs);
      caller.socket.terminate();
      const { retryAt } = await visitor.state('waiting');
      waits.push(retryAt - clock.now());
      clock.advance(retryAt - clock.now());
    }

    expect(waits).toEqual([250, 500, 250]);
  });

  it('connects at once when it is asked to', async () => {
    const place = await openPlace();
    const visitor = enter({ urls: place.url, clock: new StillClock(), random: () => 1 });
    (await place.caller()).socket.terminate();
    await visitor.state('waiting');

    visitor.client.retryNow();

    await (await place.caller()).welcome();
    await visitor.state('online');
  });

  it('asks for a new token when the last one was refused, and for none before', async () => {
    const place = await openPlace();
    const tokens = ['first', 'second'];
    const visitor = enter({ urls: place.url, token: async () => tokens.shift() ?? 'none' });
    const first = await place.caller();
    await first.welcome();
    first.socket.terminate();
    const second = await place.caller();
    expect((await second.welcome()).token).toBe('first');

    second.socket.close(4401, 'token');
    const third = await place.caller();

    expect((await third.welcome()).token).toBe('second');
    await visitor.state('online');
  });

  it('stops when its only token is refused, and goes on with the one that it is given', async () => {
    const place = await openPlace();
    const visitor = enter({ urls: place.url, token: 'old' });
    (await place.caller()).socket.close(4401, 'token');
    expect(await visitor.state('closed')).toMatchObject({ because: 'token', code: 4401 });

    visitor.client.refresh('new');

    expect((await (await place.caller()).welcome()).token).toBe('new');
  });

  it('gives a new token on the connection that it has', async () => {
    const place = await openPlace();
    const visitor = enter({ urls: place.url });
    const caller = await place.caller();
    await caller.welcome();
    await visitor.state('online');

    visitor.client.refresh('newer');

    expect(await caller.frame('refresh')).toEqual({ type: 'refresh', token: 'newer' });
  });

  it('tries again when no token could be had', async () => {
    const place = await openPlace();
    let asked = 0;
    const token = async () => {
      if (asked++ === 0) throw new Error('The giver of tokens is away');
      return 'late';
    };
    const visitor = enter({ urls: place.url, token });
    await visitor.state('waiting');

    expect((await (await place.caller()).welcome()).token).toBe('late');
  });

  it.each([4400, 4403, 1000])('does not come back after %i, until it is asked to', async (code) => {
    const place = await openPlace();
    const visitor = enter({ urls: place.url });
    (await place.caller()).socket.close(code);
    expect(await visitor.state('closed')).toEqual({ status: 'closed', because: 'refused', code });

    visitor.client.retryNow();

    await (await place.caller()).welcome();
    await visitor.state('online');
  });

  it('asks after 15 s of silence whether anybody is there, and leaves after 8 s without an answer', async () => {
    const clock = new StillClock();
    const place = await openPlace();
    const visitor = enter({ urls: place.url, clock });
    const first = await place.caller();
    await first.welcome();
    await visitor.state('online');

    clock.advance(15_000);
    await first.frame('ping');
    first.send({ type: 'pong' });
    first.send({ type: 'joined', visitor: { id: 'bob', name: 'Bob' }, memberCount: 2 });
    await visitor.told('members');
    await visitor.told('members');
    clock.advance(15_000);
    await first.frame('ping');
    clock.advance(7_999);
    expect(visitor.client.state.status).toBe('online');
    clock.advance(1);

    await visitor.state('waiting');
    await (await place.caller()).welcome();
  });

  it('asks already 1.5 s after it said something that nothing came back to', async () => {
    const clock = new StillClock();
    const place = await openPlace();
    const visitor = enter({ urls: place.url, clock });
    const first = await place.caller();
    await first.welcome();
    await visitor.state('online');

    visitor.client.say('is anybody there?');
    await first.frame('say');
    clock.advance(1_500);
    await first.frame('ping');
    clock.advance(7_999);
    expect(visitor.client.state.status).toBe('online');
    clock.advance(1);

    await visitor.state('waiting');
  });

  it('leaves a place that opens the socket and does not welcome it within 8 s', async () => {
    const clock = new StillClock();
    const place = await openPlace();
    const visitor = enter({ urls: place.url, clock });
    await (await place.caller()).frame('authenticate');

    clock.advance(7_999);
    expect(visitor.client.state.status).toBe('connecting');
    clock.advance(1);

    await visitor.state('waiting');
  });

  it('ends every timer and socket when it is closed, in whatever state it is', async () => {
    const place = await openPlace();
    const gone = await ScriptedPlace.open();
    await gone.close();
    const clocks = [new StillClock(), new StillClock(), new StillClock()] as const;
    const online = new Visitor({ urls: place.url, clock: clocks[0] });
    const caller = await place.caller();
    await caller.welcome();
    await online.state('online');
    online.client.say('on its way');
    await caller.frame('say');
    const waiting = new Visitor({ urls: gone.url, clock: clocks[1], random: () => 1 });
    await waiting.state('waiting');
    const connecting = new Visitor({ urls: place.url, clock: clocks[2], token: () => new Promise(() => {}) });
    await connecting.state('connecting');

    for (const { client } of [online, waiting, connecting]) client.close();

    expect(clocks.map(({ timers }) => timers)).toEqual([0, 0, 0]);
    expect(await caller.closed).toBe(1000);
    expect(await online.state('closed')).toEqual({ status: 'closed', because: 'asked' });
    await expect(online.client.say('too late').sent).rejects.toMatchObject({ code: 'closed' });
  });

  it('refuses a room and places that cannot be', () => {
    expect(() => new Visitor({ urls: 'http://127.0.0.1:1', room: 'No Room' })).toThrow(/room name/);
    expect(() => new Visitor({ urls: [] })).toThrow(/at least one place/);
    expect(() => new Visitor({ urls: 'nowhere' })).toThrow(TypeError);
  });
});
