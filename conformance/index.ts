export * from './jwks-server.ts';
export * from './redis-server.ts';
