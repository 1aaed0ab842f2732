import { expect, test } from 'vitest';
import { PresenceView } from './presence-view.ts';

const ada = { id: 'ada', name: 'Ada' };
const bo = { id: 'bo', name: 'Bo' };
const nothing = { joined: [], left: [] };

test('a visitor with several sessions comes once and leaves once', () => {
  const view = new PresenceView();

  const changes = [
    view.apply('p1/s1', ada),
    view.apply('p2/s1', ada),
    view.apply('p1/s1', undefined),
    view.apply('p2/s1', undefined),
  ];

  expect(changes).toEqual([{ joined: [ada], left: [] }, nothing, nothing, { joined: [], left: ['ada'] }]);
});

test('what is told twice changes nothing', () => {
  const view = new PresenceView();
  view.apply('p1/s1', ada);

  const changes = [view.apply('p1/s1', ada), view.apply('p1/s9', undefined)];

  expect(changes).toEqual([nothing, nothing]);
  expect(view.visitors).toEqual([ada]);
});

test('a session that becomes somebody else is one coming and one leaving', () => {
  const view = new PresenceView();
  view.apply('p1/s1', ada);

  const change = view.apply('p1/s1', bo);

  expect(change).toEqual({ joined: [bo], left: ['ada'] });
  expect(view.visitors).toEqual([bo]);
});

test('what the store says takes the place of what was known, and the difference is told', () => {
  const view = new PresenceView();
  view.apply('p1/s1', ada);

  const changes = [
    view.replace(
      new Map([
        ['p2/s1', ada],
        ['p2/s2', bo],
      ]),
    ),
    view.replace(new Map([['p2/s2', bo]])),
  ];

  expect(changes).toEqual([
    { joined: [bo], left: [] },
    { joined: [], left: ['ada'] },
  ]);
});

test('members are found by their process, and a process without members is forgotten', () => {
  const view = new PresenceView();
  view.apply('p1/s1', ada);
  view.apply('p2/s1', bo);

  view.apply('p1/s1', undefined);

  expect([...view.processes]).toEqual(['p2']);
  expect(view.membersOf('p2')).toEqual(['p2/s1']);
  expect(view.membersOf('p1')).toEqual([]);
});
