import { type Client, credentials, type ServiceError } from '@grpc/grpc-js';
import {
  EXTERNAL_SCALER,
  type GetMetricSpecResponse,
  type GetMetricsResponse,
  type IsActiveResponse,
  type ScaledObjectRef,
} from '#scaler';
import type { KedaCall, KedaReply, ScalerClient } from './keda-ask.ts';

type Calls = Client & Readonly<Record<string, (...given: unknown[]) => unknown>>;

/** KEDA's metrics adapter gives up after so long. */
const GIVE_UP_MS = 3_000;

/** The scaler behind its real door: each of KEDA's calls is one over gRPC. */
export class ScalerGrpc implements ScalerClient {
  readonly #address: string;
  readonly #ref: ScaledObjectRef;
  #client: Calls;

  constructor(address: string, namespace: string, workload: string) {
    this.#address = address;
    const scalerMetadata = { scalerAddress: address, workload };
    this.#ref = { name: workload, namespace, scalerMetadata };
    this.#client = this.#connect();
  }

  async reply(asked: KedaCall): Promise<KedaReply> {
    try {
      if (asked.call === 'rebuild') {
        this.close();
        this.#client = this.#connect();
        return { done: true };
      }
      if (asked.call === 'metrics') {
        const request = { scaledObjectRef: this.#ref, metricName: asked.metricName };
        return { values: (await this.#call<GetMetricsResponse>('GetMetrics', request)).metricValues };
      }
      if (asked.call === 'active')
        return { active: (await this.#call<IsActiveResponse>('IsActive', this.#ref)).result };
      return { specs: (await this.#call<GetMetricSpecResponse>('GetMetricSpec', this.#ref)).metricSpecs };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }

  close(): void {
    this.#client.close();
  }

  #connect(): Calls {
    return new EXTERNAL_SCALER(this.#address, credentials.createInsecure()) as unknown as Calls;
  }

  #call<Response>(method: string, request: unknown): Promise<Response> {
    return new Promise((resolve, reject) => {
      const deadline = Date.now() + GIVE_UP_MS;
      this.#client[method]?.(request, { deadline }, (error: ServiceError | null, response: Response) => {
        if (error === null) resolve(response);
        else reject(error);
      });
    });
  }
}
