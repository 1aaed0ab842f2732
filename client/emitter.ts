/** Typed events: the arguments of each by its name. */
export class Emitter<Events extends { [Name in keyof Events]: unknown[] }> {
  readonly #handlers: { [Name in keyof Events]?: Set<(...args: Events[Name]) => void> } = {};

  /** Calls `handler` at each event from now on; the returned function ends that. */
  on<Name extends keyof Events>(event: Name, handler: (...args: Events[Name]) => void): () => void {
    let handlers = this.#handlers[event];
    if (handlers === undefined) {
      handlers = new Set();
      this.#handlers[event] = handlers;
    }
    handlers.add(handler);
    return () => handlers.delete(handler);
  }

  /** A handler that throws hurts nobody else: its error is thrown again where the platform reports what nobody caught. */
  emit<Name extends keyof Events>(event: Name, ...args: Events[Name]): void {
    for (const handler of [...(this.#handlers[event] ?? [])]) {
      try {
        handler(...args);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
