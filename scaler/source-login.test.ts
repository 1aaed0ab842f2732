import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { admissionFor } from './source-login.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-login-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

test('a token in a file is read each time, so that a rotated one is used at once', async () => {
  const tokenFile = file('token', 'one\n');
  const before = await admissionFor({ tokenFile }, {});

  file('token', 'two\n');
  const after = await admissionFor({ tokenFile }, {});

  expect([before.headers.authorization, after.headers.authorization]).toEqual(['Bearer one', 'Bearer two']);
});

test('a user and a password become basic authentication', async () => {
  const passwordFile = file('password', 'pa:ss wörd');

  const { headers } = await admissionFor({ userFromEnv: 'USER_NAME', passwordFile }, { USER_NAME: 'ada' });

  expect(Buffer.from((headers.authorization as string).slice(6), 'base64').toString()).toBe('ada:pa:ss wörd');
});

test('every fault is told at once, and no secret with them', async () => {
  const login = {
    tokenFromEnv: 'TOKEN',
    userFromEnv: 'USER_NAME',
    passwordFile: join(folder, 'nowhere'),
    caFile: file('empty', '\n'),
  };

  const fault = await admissionFor(login, { TOKEN: 's3cret', USER_NAME: 'a:da' }).catch((error) => error);

  expect(fault.code).toBe('bad-source');
  expect(fault.reasons).toEqual([
    expect.stringContaining('the password cannot be read'),
    expect.stringContaining('is empty'),
    'it has a token and a user, give one of them',
    'a user and a password belong together',
    'the user has a ":", which basic authentication cannot carry',
  ]);
  expect(fault.message).not.toContain('s3cret');
});

test('a source without a login is asked without one', async () => {
  expect(await admissionFor({}, { TOKEN: 'x' })).toEqual({ headers: {}, ca: undefined });
});
