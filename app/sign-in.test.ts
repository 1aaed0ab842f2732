import { expect, it } from 'vitest';
import { securityHeaders } from './security-headers.ts';
import { signInOf, signInUrls } from './sign-in.ts';

const none = { FIREBASE_API_KEY: undefined, FIREBASE_AUTH_URL: undefined, TOKEN_URL: undefined };

it('tells the page nothing where people bring their tokens', () => {
  expect(signInOf(none)).toBeUndefined();
  expect(signInUrls(undefined)).toEqual([]);
});

it('sends the page to Google’s addresses, or to the emulator’s', () => {
  const google = signInOf({ ...none, FIREBASE_API_KEY: 'key' });
  const emulator = signInOf({ ...none, FIREBASE_API_KEY: 'key', FIREBASE_AUTH_URL: 'http://localhost:9099' });

  expect(google?.firebase?.refreshUrl).toBe('https://securetoken.googleapis.com/v1/token');
  expect(emulator?.firebase?.refreshUrl).toBe('http://localhost:9099/securetoken.googleapis.com/v1/token');
});

it('lets the page go where it has to sign in, and nowhere else', () => {
  const urls = signInUrls(signInOf({ ...none, TOKEN_URL: 'https://id.example/token', FIREBASE_API_KEY: 'key' }));

  const policy = securityHeaders(urls)['content-security-policy'] ?? '';

  expect(/connect-src [^;]*/.exec(policy)?.[0]).toBe(
    "connect-src 'self' ws: wss: https://id.example https://identitytoolkit.googleapis.com https://securetoken.googleapis.com",
  );
});
