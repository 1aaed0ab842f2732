export * from './cannot-start.ts';
export * from './config.ts';
export * from './server.ts';
export type { Setting } from './setting.ts';
export * from './settings.ts';
export * from './sql-driver-node.ts';
