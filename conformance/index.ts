export * from './jwks-server.ts';
export * from './presence-suite.ts';
export * from './rate-limiter-suite.ts';
export * from './redis-server.ts';
export * from './room-log-suite.ts';
