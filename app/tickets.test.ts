import { expect, test } from 'vitest';
import { type Identity, OnceStoreMemory } from '#chat';
import { ClockManual } from './fixture.ts';
import { TICKET_MS, Tickets } from './tickets.ts';

function trial() {
  const clock = new ClockManual();
  const store = new OnceStoreMemory(clock);
  let made = 0;
  const tickets = new Tickets(store, clock, () => `ticket-number-${++made}`);
  const ada: Identity = {
    visitor: { id: 'ada', name: 'Ada' },
    roles: ['member'],
    issuedAt: clock.now(),
    expiresAt: clock.now() + 3_600_000,
  };
  return { clock, store, tickets, ada };
}

test('a ticket stands for whoever it was given to, once and for thirty seconds', async () => {
  const { clock, tickets, ada } = trial();
  const [used, late] = [await tickets.give(ada), await tickets.give(ada)];

  expect(await tickets.redeem(used.ticket)).toEqual(ada);
  await expect(tickets.redeem(used.ticket)).rejects.toMatchObject({ code: 'bad-ticket' });
  clock.advance(TICKET_MS);
  await expect(tickets.redeem(late.ticket)).rejects.toMatchObject({ code: 'bad-ticket' });
});

test('a ticket is worth no more than the token that it was given for', async () => {
  const { clock, tickets, ada } = trial();
  const { ticket } = await tickets.give({ ...ada, expiresAt: clock.now() + 1_000 });

  clock.advance(1_000);

  await expect(tickets.redeem(ticket)).rejects.toMatchObject({ code: 'token-expired' });
});

test('what nobody redeems is forgotten', async () => {
  const { clock, store, tickets, ada } = trial();
  for (let index = 0; index < 50; index++) await tickets.give(ada);

  clock.advance(TICKET_MS);
  await tickets.give(ada);

  expect(store.size).toBe(1);
});
