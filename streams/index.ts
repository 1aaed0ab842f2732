export * from './command-budget.ts';
export * from './partition.ts';
export * from './room-log-redis.ts';
export * from './streams.ts';
