import { expect } from 'vitest';
import type { Behaviours } from './app-scene.ts';
import { eventually } from './patience.ts';

/** The room as server-sent events. */
export const EVENTS: Behaviours = {
  async 'a stream of events begins with a welcome and brings entries, each with its position as its id'(scene) {
    const ada = await scene.enter('ada');
    await ada.tell('word 1');
    await ada.tell('word 2');

    const stream = await scene.events('bob', { at: 'reader' });

    const { epoch } = ada.position;
    const [welcome, ...entries] = await stream.take(3);
    expect(stream.response.status).toBe(200);
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream');
    expect(stream.retry).toBeGreaterThan(0);
    expect(welcome).toMatchObject({ event: 'welcome', id: `${epoch}:0` });
    expect(JSON.parse(welcome?.data ?? '')).toMatchObject({
      position: { epoch, offset: 0 },
      head: { epoch, offset: 2 },
      recovered: false,
    });
    expect(entries.map(({ event, id }) => [event, id])).toEqual([
      ['entry', `${epoch}:1`],
      ['entry', `${epoch}:2`],
    ]);
  },

  async 'what is said now comes as an event'(scene) {
    const ada = await scene.enter('ada');
    const stream = await scene.events('bob', { at: 'reader' });
    await stream.take(1);

    const { position } = await ada.tell('now');

    const [entry] = await stream.take(1);
    expect(entry?.id).toBe(`${position.epoch}:${position.offset}`);
    expect(JSON.parse(entry?.data ?? '')).toMatchObject({ text: 'now', offset: position.offset });
  },

  async 'a reader that comes back with Last-Event-ID hears exactly what was said meanwhile'(scene) {
    const ada = await scene.enter('ada');
    await ada.tell('word 1');
    const first = await scene.events('bob', { at: 'reader' });
    await first.take(2);
    await first.close();
    for (const text of ['word 2', 'word 3']) await ada.tell(text);

    const headers = { 'last-event-id': first.lastId ?? '' };
    const second = await scene.events('bob', { at: 'reader', headers });
    await ada.tell('word 4');

    const [welcome, ...entries] = await second.take(4);
    expect(JSON.parse(welcome?.data ?? '')).toMatchObject({ recovered: true });
    expect(entries.map(({ data }) => (JSON.parse(data) as { text: string }).text)).toEqual([
      'word 2',
      'word 3',
      'word 4',
    ]);
  },

  async 'a reader that was cut off before its first event loses nothing'(scene) {
    const first = await scene.events('bob', { at: 'reader' });
    await first.take(1);
    await first.close();
    await (await scene.enter('ada')).tell('word 1');

    const second = await scene.events('bob', { at: 'reader', headers: { 'last-event-id': first.lastId ?? '' } });

    const [welcome, entry] = await second.take(2);
    expect(JSON.parse(welcome?.data ?? '')).toMatchObject({ recovered: true });
    expect(entry?.id?.endsWith(':1')).toBe(true);
  },

  async 'a position in the query counts, and less than Last-Event-ID'(scene) {
    const ada = await scene.enter('ada');
    for (const text of ['word 1', 'word 2', 'word 3']) await ada.tell(text);
    const { epoch } = ada.position;
    const path = `…/events?after=${epoch}:1`;

    const byQuery = await scene.events('bob', { at: 'reader', path });
    const byHeader = await scene.events('bob', { at: 'reader', path, after: { epoch, offset: 2 } });

    expect((await byQuery.take(2))[1]?.id).toBe(`${epoch}:2`);
    expect((await byHeader.take(2))[1]?.id).toBe(`${epoch}:3`);
  },

  async 'an entry is the same bytes over a socket, as an event and in an answer'(scene) {
    const [ada, bob] = [await scene.enter('ada'), await scene.enter('bob', { at: 'reader' })];
    const stream = await scene.events('cy', { at: 'reader' });
    await ada.tell('naïve 日本 "quoted" \\ \u2028', { place: { x: 0.1, y: -1e-7 } });
    await bob.heard(1);

    const [, live] = await stream.take(2);
    const [, history] = await (await scene.events('dan')).take(2);
    const bodies = [
      await (await scene.request('…/messages', { as: 'ada' })).text(),
      await (await scene.request('…/messages', { as: 'ada', at: 'reader' })).text(),
    ];

    expect(live?.data.length).toBeGreaterThan(50);
    expect(history).toEqual(live);
    for (const peer of [ada, bob]) expect(peer.texts.join()).toContain(`"entries":[${live?.data}]`);
    for (const body of bodies) expect(body).toContain(`"entries":[${live?.data}]`);
  },

  async 'a reader of events is not among the members'(scene) {
    await scene.enter('ada');
    const stream = await scene.events('bob');
    const [welcome] = await stream.take(1);

    const members = await eventually(async () => {
      const answer = await scene.json<{ members: Array<{ id: string }> }>('…/members', { as: 'ada' });
      return answer.members.length > 0 ? answer.members : undefined;
    }, 'somebody to be here');

    expect(welcome?.event).toBe('welcome');
    expect(members.map(({ id }) => id)).toEqual([scene.id('ada')]);
  },
};
