export * from './setting.ts';
export * from './settings-read.ts';
