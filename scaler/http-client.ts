import { Agent as HttpAgent, type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { ScalerFault } from './scaler-fault.ts';

export interface HttpQuestion {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** PEM of who signs for the server; the system's own unless told. */
  readonly ca?: string | undefined;
  /** From the first byte asked to the last byte answered. */
  readonly timeoutSeconds: number;
  readonly mostBytes: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Connections to one server at once: a thousand workloads ask the same Prometheus, which takes 512 of everybody. */
const MOST_SOCKETS = 16;

/**
 * Asks over HTTP with a bound on the time, the bytes and the places: a redirect is an answer like another, because
 * following it would take a token to somebody else. Connections are kept for the next question until `close`; a process
 * has one client, so that collectors share them.
 */
export class HttpClient {
  readonly #plain = new HttpAgent({ keepAlive: true, maxSockets: MOST_SOCKETS });
  readonly #secure = new HttpsAgent({ keepAlive: true, maxSockets: MOST_SOCKETS });
  readonly #closing = new AbortController();

  /** @throws ScalerFault `source-down`, `source-slow`, `source-too-large`, `bad-source`; the signal's reason */
  async ask(question: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer> {
    const { url, timeoutSeconds } = question;
    signal.throwIfAborted();
    const late = AbortSignal.timeout(timeoutSeconds * 1000);
    try {
      return await this.#exchange(question, AbortSignal.any([signal, late, this.#closing.signal]));
    } catch (error) {
      if (error instanceof ScalerFault) throw error;
      if (signal.aborted && (signal.reason as Error | undefined)?.name !== 'TimeoutError') throw signal.reason;
      if (signal.aborted) throw new ScalerFault('source-slow', [`"${url.host}" used up the time of the round`], error);
      if (this.#closing.signal.aborted) throw new ScalerFault('source-down', ['the way to it was closed']);
      if (late.aborted) {
        throw new ScalerFault('source-slow', [`"${url.host}" did not answer within ${timeoutSeconds} s`], error);
      }
      throw brokenFault(url, error);
    }
  }

  close(): void {
    this.#closing.abort();
    this.#plain.destroy();
    this.#secure.destroy();
  }

  async #exchange(question: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer> {
    const { method, url, body, ca } = question;
    const headers: Record<string, string> = { ...question.headers, 'accept-encoding': 'identity' };
    if (body !== undefined) headers['content-length'] = String(Buffer.byteLength(body));
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked =
        url.protocol === 'https:'
          ? requestHttps(url, { method, headers, signal, agent: this.#secure, ...(ca === undefined ? {} : { ca }) })
          : requestHttp(url, { method, headers, signal, agent: this.#plain });
      asked.once('response', resolve);
      asked.on('error', reject);
      asked.end(body);
    });
    const text = await readBounded(response, question.mostBytes, url);
    return { status: response.statusCode ?? 0, headers: response.headers, text };
  }
}

async function readBounded(response: IncomingMessage, mostBytes: number, url: URL): Promise<string> {
  const tooLarge = () => new ScalerFault('source-too-large', [`"${url.host}" sent more than ${mostBytes} bytes`]);
  const encoding = response.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' || Number(response.headers['content-length']) > mostBytes) {
    response.destroy();
    if (encoding === 'identity') throw tooLarge();
    throw new ScalerFault('bad-answer', [`"${url.host}" compressed it, though it was asked not to`]);
  }
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > mostBytes) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** What Node says when it does not trust a certificate: its own code, so that the file to give can be named. */
const UNTRUSTED = /CERT|ISSUER|SIGNATURE|ALTNAME/;

function brokenFault(url: URL, error: unknown): ScalerFault {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
  if (code === 'ERR_INVALID_CHAR') {
    return new ScalerFault('bad-source', ['its token or its header has a character that no header may have']);
  }
  const advice = UNTRUSTED.test(code) ? ', its certificate is not trusted: give who signed it as "caFile"' : '';
  return new ScalerFault('source-down', [`"${url.host}" (${code})${advice}`], error);
}
