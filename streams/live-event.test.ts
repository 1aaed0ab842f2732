import { expect, test } from 'vitest';
import { type RoomId, sealEntry } from '#chat';
import { BatchBuilder, parseLiveEvent } from './live-event.ts';

const { json } = sealEntry(7, 1000, '{"kind":"message"}');
const entry = { kind: 'entry', room: 'lobby', epoch: 'k1w2', json };
const fieldsOf = (row: object) => Object.entries(row).flat();

test('an entry and a change of presence are read', () => {
  const presence = { kind: 'presence', room: 'lobby', member: 'p/s', visitor: '{"id":"ada","name":"Ada"}' };

  const events = [entry, presence, { ...presence, visitor: '' }].map((row) => parseLiveEvent(fieldsOf(row)));

  expect(events).toEqual([
    { kind: 'entry', room: 'lobby', epoch: 'k1w2', entry: { offset: 7, at: 1000, json } },
    { kind: 'presence', room: 'lobby', member: 'p/s', visitor: { id: 'ada', name: 'Ada' } },
    { kind: 'presence', room: 'lobby', member: 'p/s', visitor: undefined },
  ]);
});

test.each([
  ['nothing at all', {}],
  ['another kind', { ...entry, kind: 'order' }],
  ['no room', { kind: 'entry', epoch: 'k1', json }],
  ['an offset that none has', { ...entry, json: json.replace('7', '0') }],
  ['an offset that is no number', { ...entry, json: json.replace('7', '"x"') }],
  ['an offset past what can be counted', { ...entry, json: json.replace('7', '9007199254740993') }],
  ['an epoch that would break a frame', { ...entry, epoch: '","x":"' }],
  ['half a text', { ...entry, json: json.slice(0, -1) }],
  ['a visitor who is none', { kind: 'presence', room: 'lobby', member: 'p/s', visitor: '{"id":7}' }],
  ['a visitor who is no JSON', { kind: 'presence', room: 'lobby', member: 'p/s', visitor: '{' }],
])('what is not ours is not read: %s', (_, row) => {
  expect(parseLiveEvent(fieldsOf(row))).toBeUndefined();
});

test('entries of one room travel together, and part where the epoch changes', () => {
  const builder = new BatchBuilder();
  const [a, b] = ['a' as RoomId, 'b' as RoomId];
  const seal = (offset: number) => sealEntry(offset, 1, '{"kind":"message"}');

  builder.add(a, 'k1', seal(1));
  builder.add(b, 'k1', seal(9));
  builder.add(a, 'k1', seal(2));
  builder.add(a, 'k2', seal(1));

  const told = [...builder.take()].map(([room, { epoch, entries }]) => [room, epoch, entries.map((e) => e.offset)]);
  expect(told).toEqual([
    ['a', 'k1', [1, 2]],
    ['a', 'k2', [1]],
    ['b', 'k1', [9]],
  ]);
  expect([...builder.take()]).toEqual([]);
});
