import {
  type ChannelCredentials,
  type Client,
  type ClientReadableStream,
  connectivityState,
  credentials,
  type ServiceError,
} from '@grpc/grpc-js';
import { type GrpcOptions, type GrpcPorts, type GrpcServer, startGrpcServer } from './grpc-server.ts';
import {
  EXTERNAL_SCALER,
  type GetMetricSpecResponse,
  type GetMetricsResponse,
  HEALTH,
  type HealthCheckResponse,
  type IsActiveResponse,
  type MetricSpec,
  type ScaledObjectRef,
} from './scaler-protocol.ts';
import { SnapshotStoreMemory } from './snapshot-store-memory.ts';
import { DEFAULT_FRESHNESS } from './stale-ladder.ts';

/** A server on a free port of this machine that knows every workload, unless told otherwise. */
export async function startScaler(over: Partial<GrpcOptions> & Partial<GrpcPorts> = {}) {
  const store = new SnapshotStoreMemory();
  const logged: string[] = [];
  const ports: GrpcPorts = {
    store,
    knows: () => true,
    freshness: DEFAULT_FRESHNESS,
    now: () => Date.now(),
    logger: { log: (_level, event) => void logged.push(event) },
    ...over,
  };
  const server: GrpcServer = await startGrpcServer({ host: '127.0.0.1', port: 0, drainSeconds: 1, ...over }, ports);
  return { server, store, logged, address: `127.0.0.1:${server.port}` };
}

/** What a test has opened, and ends at its end. */
export class Opened {
  readonly #open: { close(): unknown }[] = [];

  async scaler(over: Parameters<typeof startScaler>[0] = {}) {
    const started = await startScaler(over);
    this.#open.push(started.server);
    return started;
  }

  keda(address: string, channel?: ChannelCredentials): Keda {
    const client = new Keda(address, channel);
    this.#open.push(client);
    return client;
  }

  probe(address: string): HealthProbe {
    const probe = new HealthProbe(address);
    this.#open.push(probe);
    return probe;
  }

  async close(): Promise<void> {
    for (const one of this.#open.splice(0).reverse()) await one.close();
  }
}

/** The ScaledObject "web" in a namespace, whose trigger names a workload. */
export function scaledObject(
  metadata: Record<string, string> = { workload: 'chat' },
  namespace = 'shop',
): ScaledObjectRef {
  return { name: 'web', namespace, scalerMetadata: { scalerAddress: 'scaler:9090', ...metadata } };
}

type Calls = Client & Readonly<Record<string, (...given: unknown[]) => unknown>>;

/** What one poll of KEDA found. */
export interface Poll {
  readonly spec: MetricSpec;
  readonly value: number;
  readonly active: boolean;
}

/**
 * Calls as KEDA does: one connection for an address, no deadline, GetMetricSpec, GetMetrics and IsActive one after the other;
 * on an error of the last two the client is built anew and the pair tried once more, at once.
 */
export class Keda {
  readonly #address: string;
  readonly #credentials: ChannelCredentials;
  #client: Calls;

  constructor(address: string, channel: ChannelCredentials = credentials.createInsecure()) {
    this.#address = address;
    this.#credentials = channel;
    this.#client = this.#connect();
  }

  #connect(): Calls {
    // Names are what certificates are for; an address alone is none (RFC 6066).
    const options = { 'grpc.ssl_target_name_override': 'localhost' };
    return new EXTERNAL_SCALER(this.#address, this.#credentials, options) as unknown as Calls;
  }

  async poll(ref: ScaledObjectRef): Promise<Poll> {
    const { metricSpecs } = await this.metricSpec(ref);
    const spec = metricSpecs[0];
    if (spec === undefined) throw new Error('HPA has no metric');
    const pair = async () => ({
      value: await this.value(ref, spec.metricName),
      active: (await this.isActive(ref)).result,
    });
    const found = await pair().catch(() => {
      this.#client.close();
      this.#client = this.#connect();
      return pair();
    });
    return { spec, ...found };
  }

  /** What KEDA makes of the values: a float above 0 wins, otherwise the integer; they are added up. */
  async value(ref: ScaledObjectRef, metricName: string): Promise<number> {
    const { metricValues } = await this.metrics(ref, metricName);
    if (metricValues.length === 0) throw new Error('KEDA takes an empty list for an error');
    return metricValues.reduce((sum, { metricValue, metricValueFloat }) => {
      return sum + (metricValueFloat > 0 ? metricValueFloat : metricValue);
    }, 0);
  }

  metricSpec(ref: ScaledObjectRef): Promise<GetMetricSpecResponse> {
    return call(this.#client, 'GetMetricSpec', ref);
  }

  metrics(ref: ScaledObjectRef | null, metricName: string): Promise<GetMetricsResponse> {
    return call(this.#client, 'GetMetrics', { scaledObjectRef: ref, metricName });
  }

  isActive(ref: ScaledObjectRef): Promise<IsActiveResponse> {
    return call(this.#client, 'IsActive', ref);
  }

  streamIsActive(ref: ScaledObjectRef): Listening<IsActiveResponse> {
    return new Listening(this.#client.StreamIsActive?.(ref) as ClientReadableStream<IsActiveResponse>);
  }

  streamMetricSpec(ref: ScaledObjectRef): Listening<GetMetricSpecResponse> {
    return new Listening(this.#client.StreamMetricSpec?.(ref) as ClientReadableStream<GetMetricSpecResponse>);
  }

  /** Resolves when the connection that is there now has gone. */
  gone(): Promise<void> {
    const channel = this.#client.getChannel();
    return new Promise((resolve) => {
      channel.watchConnectivityState(connectivityState.READY, Number.POSITIVE_INFINITY, () => resolve());
    });
  }

  /** Calls any method by its path, and tells gRPC's number. */
  raw(path: string, done: (code: number) => void): void {
    const bytes = (value: Buffer) => value;
    this.#client.makeUnaryRequest(path, bytes, bytes, Buffer.alloc(0), (error) => done(error?.code ?? 0));
  }

  close(): void {
    this.#client.close();
  }
}

/** Asks for health, as Kubernetes' probes do. */
export class HealthProbe {
  readonly #client: Calls;

  constructor(address: string) {
    this.#client = new HEALTH(address, credentials.createInsecure()) as unknown as Calls;
  }

  check(service = ''): Promise<HealthCheckResponse> {
    return call(this.#client, 'Check', { service });
  }

  watch(service = ''): Listening<HealthCheckResponse> {
    return new Listening(this.#client.Watch?.({ service }) as ClientReadableStream<HealthCheckResponse>);
  }

  close(): void {
    this.#client.close();
  }
}

/** A stream and all that came over it. */
export class Listening<Message> {
  readonly heard: Message[] = [];
  /** "ended" after a clean end; otherwise gRPC's number. */
  readonly over: Promise<'ended' | number>;
  readonly #stream: ClientReadableStream<Message>;
  #waiting: (() => void) | undefined;

  constructor(stream: ClientReadableStream<Message>) {
    this.#stream = stream;
    stream.on('data', (message: Message) => {
      this.heard.push(message);
      this.#waiting?.();
    });
    this.over = new Promise((resolve) => {
      stream.on('error', ({ code }: ServiceError) => resolve(code));
      stream.on('end', () => resolve('ended'));
    });
  }

  /** Waits until so many messages came. */
  async count(count: number): Promise<readonly Message[]> {
    while (this.heard.length < count)
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    return this.heard;
  }

  cancel(): void {
    this.#stream.cancel();
  }
}

function call<Response>(client: Calls, method: string, request: unknown): Promise<Response> {
  return new Promise((resolve, reject) => {
    client[method]?.(request, (error: ServiceError | null, response: Response) => {
      if (error === null) resolve(response);
      else reject(error);
    });
  });
}
