export * from './command-budget.ts';
export type { LoadBoard } from './load-board.ts';
export * from './partition.ts';
export * from './room-log-redis.ts';
export * from './streams.ts';
