import type { ChatFault } from '#chat';

/** What travels with a request through the app. */
export interface AppEnv {
  Variables: {
    /** Ties an answer, its log line and what the client saw together. */
    correlationId: string;
    /** What the request was answered with, if it was a fault. */
    fault?: ChatFault;
  };
}
