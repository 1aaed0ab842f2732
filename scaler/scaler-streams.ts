import type { handleServerStreamingCall, ServerWritableStream } from '@grpc/grpc-js';
import { grpcFault } from './grpc-fault.ts';
import { parseScaledObject, type ScaledObject } from './scaled-object.ts';
import { type AnswerSource, answerFor, metricSpecs } from './scaler-answers.ts';
import type { GetMetricSpecResponse, IsActiveResponse, ScaledObjectRef } from './scaler-protocol.ts';

export interface StreamTimes {
  /** A stream is ended well after about this time, so that its client comes back, to another place perhaps. */
  readonly streamSeconds: number;
  /** How often a stream looks whether time alone has changed its answer. */
  readonly lookSeconds: number;
}

/** The calls that stay open. `close` ends all of them well: a client whose stream ends with an error waits ever longer. */
export interface ScalerStreams {
  readonly StreamIsActive: handleServerStreamingCall<ScaledObjectRef, IsActiveResponse>;
  readonly StreamMetricSpec: handleServerStreamingCall<ScaledObjectRef, GetMetricSpecResponse>;
  /** How many are open. */
  open(): number;
  close(): void;
}

type Stream<Response> = ServerWritableStream<ScaledObjectRef, Response>;

export function scalerStreams(source: AnswerSource, { streamSeconds, lookSeconds }: StreamTimes): ScalerStreams {
  const ends = new Set<() => void>();
  let closed = false;

  /** Keeps a stream open until it is ended, cancelled or old; `end` of what it opened is called once. */
  const keep = <Response>(stream: Stream<Response>, ended: () => void) => {
    // Not all at the same moment, or they would all come back at the same moment.
    const timer = setTimeout(() => end(true), streamSeconds * 1000 * (0.8 + 0.2 * Math.random()));
    const end = (told: boolean) => {
      if (!ends.delete(finish)) return;
      clearTimeout(timer);
      ended();
      if (told) stream.end();
    };
    const finish = () => end(true);
    ends.add(finish);
    for (const event of ['cancelled', 'error', 'close'] as const) stream.on(event, () => end(false));
    if (closed || stream.cancelled) finish();
  };

  return {
    StreamIsActive: (stream) => {
      const scaledObject = refusing(stream, () => {
        const parsed = parseScaledObject(stream.request);
        answerFor(parsed, source);
        return parsed;
      });
      if (scaledObject === undefined) return;
      const look = tellTransitions(stream, scaledObject, source);
      const unwatch = source.store.watch(scaledObject.workload, look);
      const timer = setInterval(look, lookSeconds * 1000);
      keep(stream, () => {
        unwatch();
        clearInterval(timer);
      });
      look();
    },
    StreamMetricSpec: (stream) => {
      const scaledObject = refusing(stream, () => parseScaledObject(stream.request));
      if (scaledObject === undefined) return;
      keep(stream, () => {});
      stream.write(metricSpecs(scaledObject));
    },
    open: () => ends.size,
    close: () => {
      closed = true;
      for (const end of [...ends]) end();
    },
  };
}

/** Tells the state first, then only that it changed. As long as nothing is known, nothing is told. */
function tellTransitions(stream: Stream<IsActiveResponse>, scaledObject: ScaledObject, source: AnswerSource) {
  let told: boolean | undefined;
  return () => {
    // A workload may be taken out of the file while somebody listens to it.
    const answer = refusing(stream, () => answerFor(scaledObject, source));
    if (answer === undefined || answer.rung === 'none' || !stream.writable) return;
    const result = answer.replicas > 0;
    if (result === told) return;
    told = result;
    stream.write({ result });
  };
}

function refusing<Response, Read>(stream: Stream<Response>, read: () => Read): Read | undefined {
  try {
    return read();
  } catch (error) {
    stream.emit('error', grpcFault(error));
    return undefined;
  }
}
