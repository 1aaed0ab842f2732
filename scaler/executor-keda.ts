import type { Executed, Executor, Wanted } from './executor.ts';

/** Does nothing: KEDA asks, is told, and makes the pods itself. */
export class ExecutorKeda implements Executor {
  readonly kind = 'keda';

  async follow({ replicas, seen }: Wanted): Promise<Executed> {
    return { outcome: 'answered', from: seen?.count ?? null, to: replicas, reason: 'KEDA asks for it' };
  }

  async close(): Promise<void> {}
}
