// What other command lines show with: tables for terminals and pages, files of samples, how far the work is.
export * from './cli-fault.ts';
export * from './csv-series.ts';
export * from './duration.ts';
export * from './html.ts';
export * from './output.ts';
export * from './plot-ticks.ts';
export * from './progress-bar.ts';
export * from './report-style.ts';
export * from './text-table.ts';
