import { status } from '@grpc/grpc-js';
import { ScalerFault, type ScalerFaultCode } from './scaler-fault.ts';

/** What gRPC calls our faults. One that is not here is our own. */
const STATUSES: Partial<Record<ScalerFaultCode, status>> = {
  'bad-metadata': status.INVALID_ARGUMENT,
  'unknown-metric': status.NOT_FOUND,
  'unknown-workload': status.NOT_FOUND,
  'no-answer': status.UNAVAILABLE,
};

/** A fault as gRPC sends it. */
export interface GrpcFault {
  readonly code: status;
  readonly details: string;
}

/** What is told of an error: of one that is our own, nothing but where to look. */
export function grpcFault(error: unknown): GrpcFault {
  const code = error instanceof ScalerFault ? STATUSES[error.code] : undefined;
  if (code === undefined) return { code: status.INTERNAL, details: 'The scaler broke, its log says how' };
  return { code, details: (error as ScalerFault).message };
}
