import { expect, test } from 'vitest';
import { ADA } from './fixture.ts';
import { parseOrder } from './order.ts';
import { OrderBook } from './order-book.ts';

const identity = (id: string) => ({ visitor: { id, name: id }, roles: [], issuedAt: 0, expiresAt: 1 });

test('a later order about the same takes the place of the earlier one', () => {
  const book = new OrderBook();
  book.take({ kind: 'ban', visitorId: ADA.id, untilAt: 100 }, 0);

  book.take({ kind: 'ban', visitorId: ADA.id, untilAt: 200 }, 0);

  expect([book.judge(identity(ADA.id), 150), book.size]).toEqual(['banned', 1]);
});

test('past its bound it forgets what is over, then what would be over first', () => {
  const book = new OrderBook(3);
  for (const [id, untilAt] of [
    ['a', 10],
    ['b', 300],
    ['c', 200],
  ] as const) {
    book.take({ kind: 'ban', visitorId: id, untilAt }, 0);
  }

  book.take({ kind: 'ban', visitorId: 'd', untilAt: 400 }, 50);
  book.take({ kind: 'ban', visitorId: 'e', untilAt: 500 }, 50);

  expect(book.all(50).map((order) => order.untilAt)).toEqual([300, 400, 500]);
});

test.each([
  '',
  'null',
  '{"kind":"ban"}',
  '{"kind":"shout","visitorId":"a","untilAt":1}',
  '{"kind":"ban","visitorId":"","untilAt":1}',
  '{"kind":"ban","visitorId":"a","untilAt":"1"}',
])('what is no order is not read as one: %s', (text) => {
  expect(parseOrder(text)).toBeUndefined();
});
