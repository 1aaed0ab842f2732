import { type handleServerStreamingCall, type handleUnaryCall, type ServerWritableStream, status } from '@grpc/grpc-js';
import type { HealthCheckRequest, HealthCheckResponse } from './scaler-protocol.ts';

type Watcher = ServerWritableStream<HealthCheckRequest, HealthCheckResponse>;

/** gRPC's own health service: whether this process serves, as a whole ("") and as an external scaler. */
export interface GrpcHealth {
  readonly Check: handleUnaryCall<HealthCheckRequest, HealthCheckResponse>;
  readonly Watch: handleServerStreamingCall<HealthCheckRequest, HealthCheckResponse>;
  set(serving: boolean): void;
  close(): void;
}

/** Services that it tells of. */
const SERVICES = ['', 'externalscaler.ExternalScaler'];

export function grpcHealth(): GrpcHealth {
  const watchers = new Set<Watcher>();
  let serving = false;
  const state = (service: string): HealthCheckResponse => {
    if (!SERVICES.includes(service)) return { status: 'SERVICE_UNKNOWN' };
    return { status: serving ? 'SERVING' : 'NOT_SERVING' };
  };
  return {
    Check: ({ request }, reply) => {
      if (SERVICES.includes(request.service)) reply(null, state(request.service));
      else
        reply({
          code: status.NOT_FOUND,
          details: 'No such service is here: ask for "" or "externalscaler.ExternalScaler"',
        });
    },
    Watch: (stream) => {
      watchers.add(stream);
      for (const event of ['cancelled', 'error', 'close'] as const) stream.on(event, () => watchers.delete(stream));
      stream.write(state(stream.request.service));
    },
    set: (now) => {
      if (now === serving) return;
      serving = now;
      for (const watcher of watchers) {
        if (SERVICES.includes(watcher.request.service)) watcher.write(state(watcher.request.service));
      }
    },
    close: () => {
      for (const watcher of [...watchers]) watcher.end();
      watchers.clear();
    },
  };
}
