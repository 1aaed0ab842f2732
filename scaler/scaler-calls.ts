import type { handleUnaryCall, ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import { grpcFault } from './grpc-fault.ts';
import type { Logger } from './logger.ts';
import { parseScaledObject } from './scaled-object.ts';
import { type AnswerSource, answerFor, isActive, metricSpecs, metricValues } from './scaler-answers.ts';
import { ScalerFault } from './scaler-fault.ts';
import type {
  GetMetricSpecResponse,
  GetMetricsRequest,
  GetMetricsResponse,
  IsActiveResponse,
  ScaledObjectRef,
} from './scaler-protocol.ts';
import type { Rung } from './stale-ladder.ts';

/** One call that was answered, for whoever counts them. */
export interface AnsweredCall {
  readonly call: 'IsActive' | 'GetMetricSpec' | 'GetMetrics';
  /** gRPC's number: 0 when all was well. */
  readonly status: number;
  readonly seconds: number;
  /** What the answer stood on, where it stood on data. */
  readonly rung: Rung | undefined;
}

export interface CallPorts {
  readonly logger: Logger;
  readonly answered: (call: AnsweredCall) => void;
}

export interface ScalerCalls {
  readonly IsActive: handleUnaryCall<ScaledObjectRef, IsActiveResponse>;
  readonly GetMetricSpec: handleUnaryCall<ScaledObjectRef, GetMetricSpecResponse>;
  readonly GetMetrics: handleUnaryCall<GetMetricsRequest, GetMetricsResponse>;
}

/** The calls that are answered at once, from memory. */
export function scalerCalls(source: AnswerSource, ports: CallPorts): ScalerCalls {
  return {
    IsActive: answering('IsActive', ports, (ref: ScaledObjectRef, stoodOn) => {
      const answer = answerFor(parseScaledObject(ref), source);
      stoodOn(answer.rung);
      return { result: isActive(answer) };
    }),
    GetMetricSpec: answering('GetMetricSpec', ports, (ref: ScaledObjectRef) => metricSpecs(parseScaledObject(ref))),
    GetMetrics: answering('GetMetrics', ports, ({ scaledObjectRef, metricName }: GetMetricsRequest, stoodOn) => {
      const scaledObject = parseScaledObject(scaledObjectRef);
      const answer = answerFor(scaledObject, source);
      stoodOn(answer.rung);
      return metricValues(scaledObject, metricName, answer);
    }),
  };
}

type Respond<Request, Response> = (request: Request, stoodOn: (rung: Rung) => void) => Response;

function answering<Request, Response>(
  call: AnsweredCall['call'],
  { logger, answered }: CallPorts,
  respond: Respond<Request, Response>,
): handleUnaryCall<Request, Response> {
  return ({ request }: ServerUnaryCall<Request, Response>, reply: sendUnaryData<Response>) => {
    const startedAt = performance.now();
    let rung: Rung | undefined;
    let status = 0;
    try {
      const response = respond(request, (stoodOn) => {
        rung = stoodOn;
      });
      reply(null, response);
    } catch (error) {
      const fault = grpcFault(error);
      status = fault.code;
      if (!(error instanceof ScalerFault)) logger.log('error', 'call-broke', { call, reason: String(error) });
      reply(fault);
    }
    answered({ call, status, seconds: (performance.now() - startedAt) / 1000, rung });
  };
}
