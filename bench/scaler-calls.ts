import { type Client, credentials, type ServiceError } from '@grpc/grpc-js';
import { quantileSorted } from 'simple-statistics';
import { EXTERNAL_SCALER, type GetMetricsResponse } from '#scaler';

type Calls = Client & Readonly<Record<string, (...given: unknown[]) => unknown>>;

/** KEDA's one connection to a scaler. */
export class MetricsCaller {
  readonly #client: Calls;

  constructor(port: number) {
    this.#client = new EXTERNAL_SCALER(`127.0.0.1:${port}`, credentials.createInsecure()) as unknown as Calls;
  }

  /** The pods that a workload is told to have. @throws ServiceError */
  pods(workload: number): Promise<number> {
    const name = nameOf(workload);
    const scaledObjectRef = { name, namespace: 'bench', scalerMetadata: { scalerAddress: 'here:1', workload: name } };
    return new Promise((resolve, reject) => {
      this.#client.GetMetrics?.(
        { scaledObjectRef, metricName: `pods-${name}` },
        (error: ServiceError | null, answer: GetMetricsResponse) => {
          if (error) reject(error);
          else resolve(answer.metricValues[0]?.metricValueFloat ?? Number.NaN);
        },
      );
    });
  }

  close(): void {
    this.#client.close();
  }
}

export function nameOf(workload: number): string {
  return `w${workload}`;
}

/** How long calls took, in milliseconds. */
export interface Latency {
  readonly calls: number;
  readonly failed: number;
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
}

/**
 * Calls each of the callers so often a second, in turns and whether earlier calls are answered or not, going through the
 * workloads. A busy moment of the machine falls on all of them.
 */
export async function callEvenly(
  callers: readonly MetricsCaller[],
  { rate, seconds, workloads }: { readonly rate: number; readonly seconds: number; readonly workloads: number },
): Promise<Latency[]> {
  const times = callers.map((): number[] => []);
  const failed = callers.map(() => 0);
  const open: Promise<void>[] = [];
  const gap = 1000 / rate / callers.length;
  const startAt = performance.now();
  for (let count = 0; count < rate * seconds * callers.length; count++) {
    const wait = startAt + count * gap - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const turn = count % callers.length;
    const calledAt = performance.now();
    open.push(
      (callers[turn] as MetricsCaller).pods(Math.floor(count / callers.length) % workloads).then(
        () => void times[turn]?.push(performance.now() - calledAt),
        () => {
          failed[turn] = (failed[turn] ?? 0) + 1;
        },
      ),
    );
  }
  await Promise.all(open);
  return times.map((own, turn) => latencyOf(own, failed[turn] ?? 0));
}

/**
 * @example
 * latencyOf([3, 1, 2], 0) // => { calls: 3, failed: 0, p50: 2, p99: 2.98, most: 3 }
 */
export function latencyOf(times: readonly number[], failed: number): Latency {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (level: number) => (sorted.length === 0 ? Number.NaN : quantileSorted(sorted, level));
  return { calls: sorted.length + failed, failed, p50: at(0.5), p99: at(0.99), most: sorted.at(-1) ?? Number.NaN };
}
