export * from './backoff.ts';
export * from './chat-client.ts';
export * from './client-error.ts';
export * from './client-events.ts';
export * from './client-options.ts';
export * from './client-state.ts';
export type { Said } from './deed.ts';
export type { Receipt, Unsent } from './outbox.ts';
export type { SocketClass, SocketLike } from './socket-like.ts';
