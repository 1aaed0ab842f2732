import { expect, test } from 'vitest';
import { ClockVirtual } from './clock-virtual.ts';

test('what is planned runs in the order of its time, and sees the time that it was planned for', () => {
  const clock = new ClockVirtual(0);
  const ran: string[] = [];
  clock.after(30, () => ran.push(`c ${clock.now()}`));
  clock.after(10, () => {
    ran.push(`a ${clock.now()}`);
    clock.after(10, () => ran.push(`b ${clock.now()}`));
  });
  clock.after(40, () => ran.push('never'));

  clock.advance(35);

  expect([ran, clock.now(), clock.waiting]).toEqual([['a 10', 'b 20', 'c 30'], 35, 1]);
});

test('what is cancelled does not run', () => {
  const clock = new ClockVirtual();
  let ran = false;

  const cancel = clock.after(10, () => {
    ran = true;
  });
  cancel();
  clock.advance(100);

  expect([ran, clock.waiting]).toEqual([false, 0]);
});
