import { join } from 'node:path';
import { type GrpcObject, loadPackageDefinition, type ServiceClientConstructor } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

/** What KEDA sends to say whom it asks for: the trigger's metadata comes as it stands in the ScaledObject. */
export interface ScaledObjectRef {
  readonly name: string;
  readonly namespace: string;
  readonly scalerMetadata: Readonly<Record<string, string>>;
}

export interface IsActiveResponse {
  readonly result: boolean;
}

export interface MetricSpec {
  readonly metricName: string;
  readonly targetSize: number;
  readonly targetSizeFloat: number;
}

export interface GetMetricSpecResponse {
  readonly metricSpecs: readonly MetricSpec[];
}

export interface GetMetricsRequest {
  readonly scaledObjectRef: ScaledObjectRef | null;
  readonly metricName: string;
}

export interface MetricValue {
  readonly metricName: string;
  readonly metricValue: number;
  readonly metricValueFloat: number;
}

export interface GetMetricsResponse {
  readonly metricValues: readonly MetricValue[];
}

export interface HealthCheckRequest {
  readonly service: string;
}

export interface HealthCheckResponse {
  readonly status: 'UNKNOWN' | 'SERVING' | 'NOT_SERVING' | 'SERVICE_UNKNOWN';
}

const OPTIONS = { longs: Number, enums: String, defaults: true } as const;

/** The service that KEDA calls. */
export const EXTERNAL_SCALER = serviceOf('externalscaler.proto', 'externalscaler.ExternalScaler');

/** gRPC's own service for health. */
export const HEALTH = serviceOf('health.proto', 'grpc.health.v1.Health');

function serviceOf(file: string, name: string): ServiceClientConstructor {
  let found: GrpcObject[string] | undefined = loadPackageDefinition(loadSync(join(import.meta.dirname, file), OPTIONS));
  for (const part of name.split('.')) found = (found as GrpcObject)[part];
  return found as ServiceClientConstructor;
}
