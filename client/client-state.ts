/** Where a client stands. `url` is the base address of the place that is meant. */
export type ClientState =
  | { readonly status: 'connecting'; readonly url: string; readonly attempt: number }
  /** `place` is what the place calls itself: `edge`, `pod-1`. */
  | { readonly status: 'online'; readonly url: string; readonly place: string }
  /** Tries again by itself at `retryAt`, epoch milliseconds. */
  | { readonly status: 'waiting'; readonly url: string; readonly attempt: number; readonly retryAt: number }
  /** Over: `asked` by us, `token` when a new one is needed (`refresh` goes on), `refused` by the server for good. */
  | { readonly status: 'closed'; readonly because: 'asked' | 'token' | 'refused'; readonly code?: number };
