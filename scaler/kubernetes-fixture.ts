import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A pod of the double. */
export interface FakePod {
  readonly name: string;
  ready: boolean;
  connections: number;
  readonly createdAt: number;
  annotations: Record<string, string | null>;
  drains: number;
  /** How often it was asked to let people in again. */
  reopened: number;
  /** Whether it takes newcomers. */
  closed: boolean;
  /** Connections that it ever let in. */
  opened: number;
}

/**
 * A double of the few calls of Kubernetes' API that the scaler makes, with the checks of the real one: the token, the
 * version of an object, the kind of a patch. It also answers for the pods themselves.
 */
export class FakeKubernetes {
  readonly url: string;
  readonly accountDirectory: string;
  readonly pods: FakePod[] = [];
  readonly asked: string[] = [];
  replicas = 0;
  version = 1;
  /** Whether pods that are asked for come and are ready at once. */
  podsCome = true;
  /** Answers everything with this, while it is set. */
  status: number | undefined;
  readonly #server: ReturnType<typeof createServer>;

  private constructor(server: ReturnType<typeof createServer>, accountDirectory: string) {
    this.#server = server;
    this.accountDirectory = accountDirectory;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(replicas: number): Promise<FakeKubernetes> {
    const directory = await mkdtemp(join(tmpdir(), 'breakwater-account-'));
    await writeFile(join(directory, 'token'), 'the-token\n');
    let fake: FakeKubernetes | undefined;
    const server = createServer((request, response) => void fake?.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    fake = new FakeKubernetes(server, directory);
    fake.scale(replicas);
    return fake;
  }

  /** What the deployment's controller does: the cheapest go first. */
  scale(replicas: number): void {
    this.replicas = replicas;
    this.version++;
    if (!this.podsCome) return;
    const costOf = (pod: FakePod) => Number(pod.annotations[COST] ?? 0);
    while (this.pods.length > replicas) {
      const cheapest = this.pods.reduce((one, other) => (costOf(other) < costOf(one) ? other : one));
      this.pods.splice(this.pods.indexOf(cheapest), 1);
    }
    while (this.pods.length < replicas) this.add(0);
  }

  add(connections: number): FakePod {
    const count = this.asked.length + this.pods.length;
    const pod = {
      name: `pod-${count}-${this.version}`,
      ready: true,
      connections,
      createdAt: 1_000_000 + count,
      annotations: {},
      drains: 0,
      reopened: 0,
      closed: false,
      opened: connections,
    };
    this.pods.push(pod);
    return pod;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    await rm(this.accountDirectory, { recursive: true, force: true });
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://double');
    this.asked.push(`${request.method} ${pathname}`);
    let body = '';
    for await (const part of request) body += part;
    const reply = (status: number, value: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    const [, pod, what] = /^\/pod\/([^/]+)\/(metrics|drain)$/.exec(pathname) ?? [];
    if (pod !== undefined) return this.#answerForPod(pod, what as string, body, response);
    if (this.status !== undefined) return reply(this.status, {});
    if (request.headers.authorization !== 'Bearer the-token') return reply(401, {});
    const change = body === '' ? undefined : JSON.parse(body);
    if (change !== undefined && request.headers['content-type'] !== 'application/merge-patch+json')
      return reply(415, {});
    if (pathname.endsWith('/scale')) return this.#answerScale(change, reply);
    const name = /\/pods\/([^/]+)$/.exec(pathname)?.[1];
    if (name !== undefined) {
      const found = this.pods.find((one) => one.name === name);
      if (found === undefined) return reply(404, {});
      Object.assign(found.annotations, change.metadata.annotations);
      return reply(200, {});
    }
    if (searchParams.get('labelSelector') !== 'app=chat') return reply(400, {});
    reply(200, { items: this.pods.map((one) => this.#describe(one)), metadata: {} });
  }

  #answerScale(
    change: { metadata: { resourceVersion: string }; spec: { replicas: number } } | undefined,
    reply: Reply,
  ) {
    if (change !== undefined) {
      if (change.metadata.resourceVersion !== String(this.version)) return reply(409, {});
      this.scale(change.spec.replicas);
    }
    const metadata = { resourceVersion: String(this.version) };
    reply(200, { metadata, spec: { replicas: this.replicas }, status: { replicas: this.pods.length } });
  }

  #answerForPod(name: string, what: string, body: string, response: ServerResponse): void {
    const pod = this.pods.find((one) => one.name === name);
    if (pod === undefined) return void response.writeHead(404).end();
    if (what === 'drain') pod.closed = body !== '{"closeToNewcomers":false}';
    if (what === 'drain' && body === '') pod.drains++;
    else if (body === '{"closeToNewcomers":false}') pod.reopened++;
    response.end(`websocket_connections_active ${pod.connections}\nbreakwater_connections_total ${pod.opened}\n`);
  }

  #describe({ name, ready, createdAt, annotations }: FakePod) {
    const condition = {
      type: 'Ready',
      status: ready ? 'True' : 'False',
      lastTransitionTime: new Date(createdAt + 20_000),
    };
    return {
      metadata: { name, creationTimestamp: new Date(createdAt).toISOString(), annotations },
      status: { phase: 'Running', podIP: name, conditions: [condition] },
    };
  }
}

type Reply = (status: number, value: unknown) => void;

export const COST = 'controller.kubernetes.io/pod-deletion-cost';
