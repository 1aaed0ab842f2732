/**
 * An origin as browsers write it, in the one form in which two can be compared; `undefined` for what is none: `null`,
 * a file, an address with a path, a host in letters that are not ASCII (browsers send those as `xn--…`).
 *
 * @example
 * parseOrigin('HTTPS://Chat.Example:443') // => 'https://chat.example'
 * parseOrigin('https://chat.example/page') // => undefined
 */
export function parseOrigin(text: string): string | undefined {
  if (!/^https?:\/\/[\x21-\x7e]+$/i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const written = url.port === '' ? text.replace(/:(80|443)$/, '') : text;
  return written.toLowerCase() === url.origin ? url.origin : undefined;
}

/** As much of a request as says where it was sent to. */
export interface Addressed {
  readonly url: string;
  readonly headers: { get(name: string): string | null };
}

/** Origins that were read lately, so many and no longer than this: pages come again and again from the same few. */
const MOST_READ = 100;
const MOST_LENGTH = 200;

/** Which pages may use this app from a browser: its own, and those that are named. */
export class Origins {
  readonly #allowed = new Set<string>();
  readonly #read = new Map<string, string | undefined>();

  /** @throws TypeError when one that is named is no origin */
  constructor(allowed: readonly string[]) {
    for (const text of allowed) {
      const origin = parseOrigin(text);
      if (origin === undefined) throw new TypeError(`"${text}" is not an origin`);
      this.#allowed.add(origin);
    }
  }

  /**
   * The origin of the page that asks, if it may; `undefined` when it may not. Whole origins are compared, never parts:
   * `https://chat.example.evil` is another one. Behind a proxy that ends TLS the own origin is known here as `http`, so
   * its public one must be named.
   */
  admit(header: string, request: Addressed): string | undefined {
    const origin = this.#parse(header);
    if (origin === undefined) return undefined;
    return this.#allowed.has(origin) || origin === this.#ownOrigin(request) ? origin : undefined;
  }

  /** The origin that a request was sent to: its scheme, and the host that the client named. */
  #ownOrigin({ url, headers }: Addressed): string | undefined {
    return this.#parse(`${url.slice(0, url.indexOf(':'))}://${headers.get('host') ?? new URL(url).host}`);
  }

  #parse(text: string): string | undefined {
    if (this.#read.has(text)) return this.#read.get(text);
    const origin = parseOrigin(text);
    if (this.#read.size >= MOST_READ) this.#read.clear();
    if (text.length <= MOST_LENGTH) this.#read.set(text, origin);
    return origin;
  }
}
