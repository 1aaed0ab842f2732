import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'vite';

/** What a page or a Worker gets that imports the ensemble and nothing else. */
export interface BundleSize {
  readonly minifiedBytes: number;
  readonly gzippedBytes: number;
}

const ENTRY = 'virtual:default-import';

export async function measureBundle(): Promise<BundleSize> {
  const door = new URL(import.meta.resolve('#forecast-lib')).pathname;
  const entry: Plugin = {
    name: 'default-import',
    resolveId: (id) => (id.endsWith(ENTRY) && !id.startsWith('\0') ? `\0${ENTRY}` : null),
    load: (id) => (id === `\0${ENTRY}` ? `export { ensemble, parseSeries } from ${JSON.stringify(door)};` : null),
  };
  const result = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [entry],
    build: { write: false, minify: true, target: 'es2022', lib: { entry: ENTRY, formats: ['es'] } },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) => ('output' in one ? one.output : []));
  const code = outputs.map((file) => ('code' in file ? file.code : '')).join('\n');
  return { minifiedBytes: Buffer.byteLength(code), gzippedBytes: gzipSync(code, { level: 9 }).length };
}
