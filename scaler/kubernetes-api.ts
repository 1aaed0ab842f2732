import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HttpClient } from './http-client.ts';
import { ScalerFault } from './scaler-fault.ts';

export interface KubernetesOptions {
  /** `https://10.0.0.1:443`; absent outside of a cluster. */
  readonly url: string | undefined;
  /** Where `token` and `ca.crt` are. */
  readonly accountDirectory: string;
}

/** Kubernetes renews a pod's token in its file long before it ends; it is read again so often. */
const TOKEN_MS = 60_000;
const TIMEOUT_SECONDS = 5;
const MOST_BYTES = 16 * 1024 * 1024;

type PatchKind = 'merge-patch' | 'strategic-merge-patch';

/** A few calls of Kubernetes' API, as the service account of this pod. */
export class KubernetesApi {
  readonly #options: KubernetesOptions;
  readonly #http = new HttpClient();
  #account: { readonly at: number; readonly token: string; readonly ca: string | undefined } | undefined;

  constructor(options: KubernetesOptions) {
    this.#options = options;
  }

  /** @throws ScalerFault `kubernetes`; the signal's reason */
  get(path: string, signal: AbortSignal): Promise<unknown> {
    return this.#ask('GET', path, undefined, signal);
  }

  /**
   * Changes parts of an object. With `metadata.resourceVersion` in it, it is refused where somebody else was faster.
   *
   * @throws ScalerFault `kubernetes`; the signal's reason
   */
  patch(path: string, change: unknown, signal: AbortSignal, kind: PatchKind = 'merge-patch'): Promise<unknown> {
    return this.#ask('PATCH', path, { body: JSON.stringify(change), type: `application/${kind}+json` }, signal);
  }

  close(): void {
    this.#http.close();
  }

  async #ask(
    method: 'GET' | 'PATCH',
    path: string,
    sent: { readonly body: string; readonly type: string } | undefined,
    signal: AbortSignal,
  ): Promise<unknown> {
    const base = this.#options.url;
    if (base === undefined) throw new ScalerFault('kubernetes', ['this is no cluster: set KUBERNETES_URL']);
    const url = new URL(`${base.replace(/\/+$/, '')}${path}`);
    const { token, ca } = await this.#readAccount();
    const headers: Record<string, string> = { accept: 'application/json', authorization: `Bearer ${token}` };
    if (sent !== undefined) headers['content-type'] = sent.type;
    const bounds = { timeoutSeconds: TIMEOUT_SECONDS, mostBytes: MOST_BYTES };
    const question = { method, url, headers, body: sent?.body, ca, ...bounds };
    const answer = await this.#http.ask(question, signal).catch((error: unknown) => {
      if (!(error instanceof ScalerFault)) throw error;
      throw new ScalerFault('kubernetes', [`${method} ${url.pathname}: ${error.reasons.join('; ')}`], error);
    });
    if (answer.status === 401) this.#account = undefined;
    if (answer.status >= 300) {
      throw new ScalerFault('kubernetes', [`${method} ${url.pathname} was answered ${sayStatus(answer.status)}`]);
    }
    try {
      return JSON.parse(answer.text);
    } catch (error) {
      throw new ScalerFault('kubernetes', [`${method} ${url.pathname} was answered with no JSON`], error);
    }
  }

  async #readAccount() {
    const now = performance.now();
    if (this.#account !== undefined && now - this.#account.at < TOKEN_MS) return this.#account;
    const read = (name: string) => readFile(join(this.#options.accountDirectory, name), 'utf8');
    const token = await read('token').catch((error: Error) => {
      throw new ScalerFault('kubernetes', [`the token cannot be read (${error.message}): set SERVICE_ACCOUNT_DIR`]);
    });
    // Without one, the system's own are believed.
    const ca = await read('ca.crt').catch(() => undefined);
    this.#account = { at: now, token: token.trim(), ca };
    return this.#account;
  }
}

function sayStatus(status: number): string {
  if (status === 401) return '401: the token of the service account is not believed';
  if (status === 403) return '403: the service account may not do this, give it a role (see docs/scaler.md)';
  if (status === 404) return '404: there is no such thing';
  if (status === 409) return '409: somebody else changed it at the same time';
  return String(status);
}
