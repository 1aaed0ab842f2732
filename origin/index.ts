export * from './cannot-start.ts';
export * from './config.ts';
export * from './server.ts';
export * from './sql-driver-node.ts';
