const KEY = 'breakwater.analytics-token';

/**
 * The token of this tab. One that stands in the address's fragment (`#token=…`) is taken from there, and the address
 * cleaned: a fragment is never sent anywhere, but is seen over a shoulder and kept in a history.
 */
export function takeToken(): string | undefined {
  const told = tokenIn(location.hash);
  if (told === undefined) return sessionStorage.getItem(KEY) ?? undefined;
  history.replaceState(null, '', location.pathname + location.search);
  keepToken(told);
  return told;
}

export function keepToken(token: string): void {
  sessionStorage.setItem(KEY, token);
}

export function forgetToken(): void {
  sessionStorage.removeItem(KEY);
}

/**
 * @example
 * tokenIn('#token=abc') // => 'abc'
 * tokenIn('#main') // => undefined
 */
export function tokenIn(hash: string): string | undefined {
  return new URLSearchParams(hash.replace(/^#/, '')).get('token')?.trim() || undefined;
}
