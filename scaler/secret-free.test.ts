import { expect, test } from 'vitest';
import { withoutSecrets } from './secret-free.ts';

test.each([
  ['redis://user:pa55@cache:6379/0 and https://a:b@c/d', 'redis://…@cache:6379/0 and https://…@c/d'],
  ['redis://:p%40@ss@cache', 'redis://…@cache'],
  ['Authorization: bearer abc.def-ghi', 'Authorization: bearer …'],
  ['the token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln broke', 'the token … broke'],
  ['eyJhbGciOiJub25lIn0.e30.', '…'],
  ['nothing secret at cache:6379 (a@b)', 'nothing secret at cache:6379 (a@b)'],
])('%s is logged as %s', (text, logged) => {
  expect(withoutSecrets(text)).toBe(logged);
});
