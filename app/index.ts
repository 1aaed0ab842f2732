export * from './app.ts';
export * from './authenticator-jwt.ts';
export * from './guests.ts';
export * from './guests-jwt.ts';
export * from './logger.ts';
export * from './openapi.ts';
export { parseOrigin } from './origins.ts';
export * from './ports.ts';
export { BEARER_PREFIX, SUBPROTOCOL } from './subprotocol.ts';
