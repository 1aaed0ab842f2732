import { logVerbosity, Server, ServerCredentials, type ServerOptions, setLogVerbosity } from '@grpc/grpc-js';
import { grpcHealth } from './grpc-health.ts';
import type { Logger } from './logger.ts';
import { portFault } from './port-fault.ts';
import type { AnswerSource } from './scaler-answers.ts';
import { type AnsweredCall, scalerCalls } from './scaler-calls.ts';
import { EXTERNAL_SCALER, HEALTH } from './scaler-protocol.ts';
import { scalerStreams } from './scaler-streams.ts';
import type { TlsFiles } from './tls-files.ts';
import { openTls } from './tls-rotation.ts';

export interface GrpcOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Without it, what is said can be read and changed on the way: for one machine, or behind a mesh. */
  readonly tls?: TlsFiles | undefined;
  /** How often certificates are looked at again; 30 unless told. */
  readonly tlsLookSeconds?: number | undefined;
  /** After this time a connection is asked to come again, so that load spreads over new replicas; 600 unless told. */
  readonly connectionSeconds?: number | undefined;
  /** After this time a stream is ended well; 300 unless told. A connection that is asked to go waits for its streams. */
  readonly streamSeconds?: number | undefined;
  /** How often an open stream looks whether time alone changed its state; 5 unless told. */
  readonly lookSeconds?: number | undefined;
  /** Whether KEDA may ask for StreamMetricSpec; true unless told. Otherwise it is UNIMPLEMENTED. */
  readonly streamMetricSpec?: boolean | undefined;
  /** How long calls may go on after `close` was asked for; 5 unless told. */
  readonly drainSeconds?: number | undefined;
}

export interface GrpcPorts extends AnswerSource {
  readonly logger: Logger;
  /** Hears of every call that was answered. */
  readonly answered?: ((call: AnsweredCall) => void) | undefined;
}

/** The door that KEDA comes to. */
export interface GrpcServer {
  readonly port: number;
  /** How many streams are open. */
  streams(): number;
  /** Looks at the certificates now; says whether they are others. */
  lookAtCertificates(): boolean;
  /** Tells health checkers that nothing should come here any more, and goes on serving who comes. */
  retire(): void;
  /** Ends streams well, waits for calls, then ends all that is left. */
  close(): Promise<void>;
}

const SPARE_SECONDS = 30;

// What it would write as plain text between the lines of the log is told by its errors too.
if (process.env.GRPC_VERBOSITY === undefined) setLogVerbosity(logVerbosity.NONE);

/**
 * Opens the door that KEDA comes to: the external scaler's five calls and gRPC's health. All answers come from memory.
 *
 * @throws ScalerFault `port`, `bad-tls`
 */
export async function startGrpcServer(options: GrpcOptions, ports: GrpcPorts): Promise<GrpcServer> {
  const { streamSeconds = 300, lookSeconds = 5, streamMetricSpec = true, drainSeconds = 5 } = options;
  const { logger, answered = () => {} } = ports;
  const tls = options.tls && openTls(options.tls, options.tlsLookSeconds ?? 30, logger);
  const health = grpcHealth();
  const streams = scalerStreams(ports, { streamSeconds, lookSeconds });
  const { StreamIsActive, StreamMetricSpec } = streams;
  const server = new Server(serverOptions(options, streamSeconds));
  server.addService(EXTERNAL_SCALER.service, {
    ...scalerCalls(ports, { logger, answered }),
    StreamIsActive,
    ...(streamMetricSpec ? { StreamMetricSpec } : {}),
  });
  server.addService(HEALTH.service, { Check: health.Check, Watch: health.Watch });
  const port = await bind(server, options, tls?.credentials ?? ServerCredentials.createInsecure()).catch((error) => {
    tls?.close();
    throw error;
  });
  health.set(true);
  logger.log('info', 'grpc-listening', {
    port,
    tls: tls !== undefined,
    mutual: options.tls?.clientCaFile !== undefined,
  });
  let closing: Promise<void> | undefined;
  const close = async () => {
    health.set(false);
    streams.close();
    health.close();
    await shutDown(server, drainSeconds);
    tls?.close();
  };
  return {
    port,
    streams: () => streams.open(),
    lookAtCertificates: () => tls?.look() ?? false,
    retire: () => health.set(false),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function serverOptions({ connectionSeconds = 600 }: GrpcOptions, streamSeconds: number): ServerOptions {
  return {
    'grpc.max_connection_age_ms': connectionSeconds * 1000,
    // A stream that began just before its connection was asked to go must still end well.
    'grpc.max_connection_age_grace_ms': (streamSeconds + SPARE_SECONDS) * 1000,
    // KEDA has no keepalive: a peer that is gone is noticed here or nowhere.
    'grpc.keepalive_time_ms': 60_000,
    'grpc.keepalive_timeout_ms': 20_000,
    // A trigger's metadata is small; two streams for each of thousands of objects come over one connection.
    'grpc.max_receive_message_length': 64 * 1024,
    'grpc.max_concurrent_streams': 20_000,
  };
}

function bind(server: Server, { host, port }: GrpcOptions, credentials: ServerCredentials): Promise<number> {
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (error, bound) => {
      if (error === null) resolve(bound);
      else reject(portFault('GRPC_PORT', port, host, error));
    });
  });
}

/** Waits for calls that go on, for a while. */
async function shutDown(server: Server, drainSeconds: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, drainSeconds * 1000);
    server.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
