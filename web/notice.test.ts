import { expect, it } from 'vitest';
import { noticeOf, untilText } from './notice.ts';

const fault = (code: string, retryAfterMs?: number) =>
  ({ type: 'fault', code, message: `About ${code}`, ...(retryAfterMs !== undefined && { retryAfterMs }) }) as const;

it('counts down to when somebody can write again', () => {
  expect(noticeOf(fault('rate-limited', 12_000), 1_000)).toMatchObject({ until: 13_000, again: 'You can write again' });
  expect(noticeOf(fault('muted', 600_000), 0)).toMatchObject({ until: 600_000, again: 'You can write again' });
});

it('says everything else in the place’s own words, for a while', () => {
  const notice = noticeOf(fault('unavailable'), 0);

  expect(notice.text).toBe('About unavailable');
  expect(notice.until).toBeGreaterThan(1_000);
});

it.each([
  [900, '1 s'],
  [99_000, '99 s'],
  [100_000, '2 min'],
  [7_200_000, '2 h'],
  [-5, '0 s'],
])('says %i ms as %s', (ms, words) => {
  expect(untilText(ms)).toBe(words);
});
