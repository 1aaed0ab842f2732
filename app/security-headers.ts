import { parseOrigin } from './origins.ts';

/**
 * What a browser is told about every answer, the page's files too. `ws:` and `wss:` are named because not every browser
 * counts a socket to the own host as `'self'`; other places are named so that the page can go on there.
 */
export function securityHeaders(elsewhere: readonly string[]): Readonly<Record<string, string>> {
  const others = elsewhere.map((base) => parseOrigin(new URL(base).origin)).filter((origin) => origin !== undefined);
  const policy = [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    ["connect-src 'self' ws: wss:", ...new Set(others)].join(' '),
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    "require-trusted-types-for 'script'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
  };
}

/** Half a year. Only said over https: over http a browser must ignore it. */
export const STRICT_TRANSPORT = 'max-age=15552000';
