import { afterEach, describe, expect, it } from 'vitest';
import type { ServerFrame } from '#chat';
import type { ChatClientOptions } from '#client';
import { type Caller, ScriptedPlace, StillClock, Visitor } from './client-fixture.ts';
import { eventually } from './patience.ts';

const MOVED = 4001;

const opened: Array<{ close(): unknown }> = [];

afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

async function openPlaces(): Promise<[ScriptedPlace, ScriptedPlace]> {
  const places = await Promise.all([ScriptedPlace.open(), ScriptedPlace.open()]);
  opened.push(...places);
  return places;
}

interface Scene {
  readonly places: [ScriptedPlace, ScriptedPlace];
  readonly visitor: Visitor;
  readonly clock: StillClock;
  /** The visitor's socket at the first place. */
  readonly old: Caller;
}

/** Somebody who is online at the first of two places. */
async function arrive(options: Partial<ChatClientOptions> = {}): Promise<Scene> {
  const places = await openPlaces();
  const clock = new StillClock();
  const visitor = new Visitor({ urls: places.map(({ url }) => url), clock, ...options });
  opened.push(visitor.client);
  const old = await places[0].caller();
  await old.welcome();
  await visitor.state('online');
  return { places, visitor, clock, old };
}

/** The place asks the visitor to come back elsewhere, and the visitor does. */
async function sendAway({ old, visitor, clock, places }: Scene, afterMs = 1_234): Promise<Caller> {
  old.send({ type: 'reconnect', afterMs });
  expect(await visitor.told('reconnect')).toEqual([afterMs]);
  clock.advance(afterMs);
  return places[1].caller();
}

describe('a client that is asked to come back elsewhere', () => {
  it('waits as long as it was told', async () => {
    const scene = await arrive();
    const before = scene.clock.timers;
    scene.old.send({ type: 'reconnect', afterMs: 1_234 });
    await scene.visitor.told('reconnect');

    scene.clock.advance(1_233);

    expect([scene.clock.timers, scene.visitor.client.state.status]).toEqual([before + 1, 'online']);
  });

  it('is served by the old place until the new one has let it in, and hears each entry once', async () => {
    const scene = await arrive();
    const { old, visitor, places } = scene;
    old.entries('e', 1);
    await visitor.told('entry');

    const next = await sendAway(scene);
    const hello = await next.frame('authenticate');
    old.entries('e', 2, 3);
    await visitor.told('entry');
    await visitor.told('entry');
    expect(visitor.client.state).toMatchObject({ status: 'online', url: places[0].url });
    next.send(welcomeAt(hello.after));
    next.entries('e', 2, 3, 4);

    expect(await old.closed).toBe(MOVED);
    expect((await visitor.state('online')).url).toBe(places[1].url);
    await visitor.told('entry');
    expect([hello.after, visitor.offsets]).toEqual([{ epoch: 'e', offset: 1 }, [1, 2, 3, 4]]);
  });

  it('sends again at the new place what the old one did not acknowledge, with the same id', async () => {
    const scene = await arrive();
    const said = scene.visitor.client.say('on its way');
    await scene.old.frame('say');

    const next = await sendAway(scene);
    await next.welcome();

    expect(await next.frame('say')).toMatchObject({ id: said.id, text: 'on its way' });
    next.ack(said.id, 1);
    expect(await said.sent).toMatchObject({ id: said.id });
  });

  it('never is without a place when the new one fails first', async () => {
    const scene = await arrive();
    const { visitor, places, clock, old } = scene;
    (await sendAway(scene)).socket.close(1013);

    const home = await soon(clock, places[0].caller());
    await home.welcome();

    expect(await old.closed).toBe(MOVED);
    expect((await visitor.state('online')).url).toBe(places[0].url);
    expect(visitor.client.state.status).toBe('online');
  });

  it('goes on with the new place when the old one closes first', async () => {
    const scene = await arrive();
    const next = await sendAway(scene);
    await next.frame('authenticate');

    scene.old.socket.close(1012);
    expect((await scene.visitor.state('connecting')).url).toBe(scene.places[1].url);
    next.send(welcomeAt({ epoch: 'e', offset: 0 }));

    expect((await scene.visitor.state('online')).url).toBe(scene.places[1].url);
  });

  it('keeps to its time when the old place closes at once', async () => {
    const { old, visitor, clock, places } = await arrive();
    old.send({ type: 'reconnect', afterMs: 1_234 });
    await visitor.told('reconnect');

    old.socket.close(1012);

    expect(await visitor.state('waiting')).toMatchObject({ url: places[1].url, retryAt: clock.now() + 1_234 });
    clock.advance(1_234);
    await (await places[1].caller()).welcome();
    await visitor.state('online');
  });

  it('stays where it is when the new place refuses it for good', async () => {
    const scene = await arrive();
    const { timers } = scene.clock;
    const next = await sendAway(scene);

    next.socket.close(4403);
    await eventually(() => scene.clock.timers === timers || undefined, 'an end of trying');

    expect(scene.visitor.client.state).toMatchObject({ status: 'online', url: scene.places[0].url });
  });

  it('asks for a new token when the new place refuses the old one', async () => {
    const tokens = ['first', 'second'];
    const scene = await arrive({ token: async () => tokens.shift() ?? 'none' });
    (await sendAway(scene)).socket.close(4401);

    const again = await soon(scene.clock, scene.places[1].caller());

    expect((await again.welcome()).token).toBe('second');
    expect(await scene.old.closed).toBe(MOVED);
  });

  it('ends both sockets and every timer when it is closed in the middle', async () => {
    const scene = await arrive();
    const next = await sendAway(scene);
    await next.frame('authenticate');

    scene.visitor.client.close();

    expect([await scene.old.closed, await next.closed, scene.clock.timers]).toEqual([1000, 1000, 0]);
  });
});

describe('a client that had to leave its first place', () => {
  async function shelter(scene: Scene): Promise<Caller> {
    scene.old.socket.terminate();
    await scene.visitor.state('waiting');
    const elsewhere = await soon(scene.clock, scene.places[1].caller());
    await elsewhere.welcome();
    await scene.visitor.state('online');
    return elsewhere;
  }

  it('goes home after a while, and never is without a place for it', async () => {
    const scene = await arrive();
    const elsewhere = await shelter(scene);

    await stay(scene, elsewhere, 60_000);
    await (await scene.places[0].caller()).welcome();

    expect(await elsewhere.closed).toBe(MOVED);
    expect((await scene.visitor.state('online')).url).toBe(scene.places[0].url);
  });

  it('stays when home is not back, and asks again after twice as long', async () => {
    const scene = await arrive();
    const elsewhere = await shelter(scene);
    await stay(scene, elsewhere, 60_000);
    await (await scene.places[0].caller()).frame('authenticate');
    await stay(scene, elsewhere, 10_000);
    expect(scene.visitor.client.state).toMatchObject({ status: 'online', url: scene.places[1].url });

    await stay(scene, elsewhere, 110_000);
    expect(scene.clock.timers).toBe(2);
    await stay(scene, elsewhere, 10_000);
    await (await scene.places[0].caller()).welcome();
    expect(await elsewhere.closed).toBe(MOVED);
  });

  it('does not go back to a place that sent it away', async () => {
    const scene = await arrive();
    const next = await sendAway(scene);
    await next.welcome();
    await scene.old.closed;
    await scene.visitor.state('online');

    expect(scene.clock.timers).toBe(1);
  });
});

function welcomeAt(from: { epoch: string; offset: number } | undefined): ServerFrame {
  const at = from ?? { epoch: 'e', offset: 0 };
  return {
    type: 'welcome',
    room: 'lobby',
    session: 's2',
    visitor: { id: 'ada', name: 'Ada' },
    at: 0,
    recovered: true,
    from: at,
    head: at,
    members: [],
    memberCount: 1,
    place: 'scripted',
  };
}

/** Lets the clock strike what is due at once, until it has come. */
async function soon<Come>(clock: StillClock, coming: Promise<Come>): Promise<Come> {
  let come: Come | undefined;
  coming.then((one) => {
    come = one;
  });
  return eventually(() => {
    clock.advance(0);
    return come;
  }, 'what is due at once');
}

/** Time passes while a place is heard from. */
async function stay({ clock, visitor }: Scene, place: Caller, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 10_000) {
    clock.advance(10_000);
    place.fault('internal');
    await visitor.told('fault');
  }
}
