import { describe, expect, test } from 'vitest';
import { CannotStart } from './cannot-start.ts';
import { parseConfig } from './config.ts';

const AUTH_SECRET = 'a secret for tests that is long enough';

function faultOf(env: Record<string, string>): string {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof CannotStart) return error.message;
    throw error;
  }
  throw new Error('There was no fault');
}

describe('configuration', () => {
  test('with nothing but a secret is a pod that keeps its messages in a file', () => {
    const config = parseConfig({ AUTH_SECRET });

    expect(config).toMatchObject({
      port: 8080,
      host: '0.0.0.0',
      metricsPort: 9464,
      metricsHost: '0.0.0.0',
      place: 'pod',
      keeper: { name: 'sqlite', directory: './data' },
      retention: { entries: 300, seconds: 300 },
      auth: { issuer: 'breakwater', audience: 'breakwater', guests: false },
      allowedOrigins: [],
      elsewhere: [],
      connectRate: { perMinute: 20, burst: 20 },
      logLevel: 'info',
    });
  });

  test('with a Redis uses it, unless another keeper is asked for', () => {
    const env = { AUTH_SECRET, REDIS_URL: 'redis://127.0.0.1:6379', PARTITIONS: '8', KEY_PREFIX: 'x' };

    expect(parseConfig(env).keeper).toEqual({
      name: 'redis',
      durability: 'redis',
      caFile: undefined,
      url: 'redis://127.0.0.1:6379',
      cluster: false,
      partitions: 8,
      prefix: 'x',
    });
    expect(parseConfig({ ...env, KEEPER: 'memory' }).keeper).toEqual({ name: 'memory' });
  });

  test('takes the keeper from the durability that is asked for, and does not start when the two do not fit', () => {
    const env = { AUTH_SECRET, REDIS_URL: 'redis://127.0.0.1:6379' };

    expect(parseConfig({ ...env, DURABILITY: 'redis-wait' }).keeper).toMatchObject({ durability: 'redis-wait' });
    expect(parseConfig({ ...env, DURABILITY: 'memory' }).keeper).toEqual({ name: 'memory' });
    expect(() => parseConfig({ ...env, DURABILITY: 'redis-fsync', KEEPER: 'sqlite' })).toThrow(
      'DURABILITY is "redis-fsync", which needs KEEPER "redis" and not "sqlite"',
    );
    expect(() => parseConfig({ AUTH_SECRET, DURABILITY: 'redis' })).toThrow('REDIS_URL is missing');
    expect(() => parseConfig({ ...env, DURABILITY: 'safe' })).toThrow('DURABILITY is "safe"');
  });

  test('reads lists, limits and a metrics address of its own', () => {
    const config = parseConfig({
      AUTH_SECRET,
      ALLOWED_ORIGINS: 'https://a.example, http://localhost:5173',
      ELSEWHERE: 'https://b.example/chat',
      CONNECTS_PER_MINUTE: '60',
      METRICS_HOST: '127.0.0.1',
    });

    expect(config.allowedOrigins).toEqual(['https://a.example', 'http://localhost:5173']);
    expect(config.elsewhere).toEqual(['https://b.example/chat']);
    expect(config.connectRate).toEqual({ perMinute: 60, burst: 60 });
    expect(config.metricsHost).toBe('127.0.0.1');
  });

  test('takes a name that is set to nothing as not set', () => {
    expect(parseConfig({ AUTH_SECRET, REDIS_URL: '', PORT: '' })).toMatchObject({
      port: 8080,
      keeper: { name: 'sqlite' },
    });
  });

  test('tells every fault at once', () => {
    expect(faultOf({ PORT: 'x' })).toBe(
      'Cannot start: PORT is "x", must be a whole number from 0 to 65535; AUTH_SECRET is missing, set at least 32 bytes, AUTH_JWKS_URL or FIREBASE_PROJECT_ID',
    );
  });

  test.each<[Record<string, string>, string]>([
    [{ PORT: '65536' }, 'PORT is "65536", must be a whole number from 0 to 65535'],
    [{ PORT: '-1' }, 'PORT is "-1", must be a whole number from 0 to 65535'],
    [{ PORT: '80.5' }, 'PORT is "80.5", must be a whole number from 0 to 65535'],
    [{ PORT: ' 80' }, 'PORT is " 80", must be a whole number from 0 to 65535'],
    [{ PORT: '1e3' }, 'PORT is "1e3", must be a whole number from 0 to 65535'],
    [{ HOST: 'a b' }, 'HOST is "a b", must be a host name or an IP address'],
    [{ METRICS_PORT: 'no' }, 'METRICS_PORT is "no", must be a whole number from 0 to 65535'],
    [{ PORT: '9464' }, 'METRICS_PORT is "9464", must be another port than PORT'],
    [{ PLACE: '../x' }, 'PLACE is "../x", must be 1 to 63 letters, digits, ".", "_" or "-"'],
    [{ KEEPER: 'mysql' }, 'KEEPER is "mysql", must be "memory" or "sqlite" or "redis"'],
    [{ KEEPER: 'redis' }, 'REDIS_URL is missing, set a redis:// or rediss:// address because KEEPER is "redis"'],
    [
      { REDIS_CLUSTER: 'true' },
      'REDIS_URL is missing, set a redis:// or rediss:// address because REDIS_CLUSTER is "true"',
    ],
    [{ REDIS_CLUSTER: 'yes' }, 'REDIS_CLUSTER is "yes", must be "true" or "false"'],
    [
      { REDIS_URL: 'redis://a:1,redis://b:1' },
      'REDIS_URL has several addresses, must be one unless REDIS_CLUSTER is "true"',
    ],
    [{ PARTITIONS: '0' }, 'PARTITIONS is "0", must be a whole number from 1 to 1024'],
    [{ KEY_PREFIX: 'a{b}' }, 'KEY_PREFIX is "a{b}", must be 1 to 32 letters, digits, "_", "." or "-"'],
    [{ HISTORY_ENTRIES: '0' }, 'HISTORY_ENTRIES is "0", must be a whole number from 1 to 10000'],
    [{ HISTORY_SECONDS: 'day' }, 'HISTORY_SECONDS is "day", must be a whole number from 1 to 604800'],
    [
      { AUTH_JWKS_URL: 'http://keys.example/jwks' },
      'AUTH_JWKS_URL is "http://keys.example/jwks", must be an https:// address (http:// only for this machine)',
    ],
    [{ AUTH_ISSUER: 'a b' }, 'AUTH_ISSUER is "a b", must be 1 to 200 visible ASCII characters'],
    [{ GUESTS: '1' }, 'GUESTS is "1", must be "true" or "false"'],
    [
      { ALLOWED_ORIGINS: '*' },
      'ALLOWED_ORIGINS is "*", must be exact origins like "https://chat.example", with commas between',
    ],
    [
      { ALLOWED_ORIGINS: 'https://a.example/' },
      'ALLOWED_ORIGINS is "https://a.example/", must be exact origins like "https://chat.example", with commas between',
    ],
    [
      { ALLOWED_ORIGINS: 'https://a.example,' },
      'ALLOWED_ORIGINS is "https://a.example,", must be exact origins like "https://chat.example", with commas between',
    ],
    [
      { ELSEWHERE: 'b.example' },
      'ELSEWHERE is "b.example", must be http:// or https:// addresses without a "/" at the end, with commas between',
    ],
    [{ CONNECTS_PER_MINUTE: 'ten' }, 'CONNECTS_PER_MINUTE is "ten", must be a whole number from 0 to 100000'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is "loud", must be "debug" or "info" or "warn" or "error"'],
  ])('refuses %j with one sentence', (env, sentence) => {
    expect(faultOf({ AUTH_SECRET, ...env })).toBe(`Cannot start: ${sentence}`);
  });

  test('never shows a secret, also when it is at fault', () => {
    const shown = faultOf({ AUTH_SECRET: 'too-short', REDIS_URL: 'http://user:pass@host' });

    expect(shown).toBe(
      'Cannot start: REDIS_URL is refused (its value is not shown), must be a redis:// or rediss:// address (of a cluster: several, with commas between); ' +
        'AUTH_SECRET is refused (its value is not shown), must be at least 32 bytes',
    );
  });

  test('asks for a secret where guests are let in, as a key set cannot sign for them', () => {
    const env = { AUTH_JWKS_URL: 'https://keys.example/jwks', GUESTS: 'true' };

    expect(faultOf(env)).toBe('Cannot start: AUTH_SECRET is missing, set at least 32 bytes because GUESTS is "true"');
  });
});
