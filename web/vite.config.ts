import { type Bundle, manifestOf } from './app-manifest.ts';

const page = (name: string) => decodeURIComponent(new URL(name, import.meta.url).pathname);

/** Puts the manifest beside the page, under a name that stays, with the address that the icon has after the build. */
const manifest = {
  name: 'app-manifest',
  generateBundle(this: { emitFile(file: object): void }, _options: object, bundle: Bundle) {
    this.emitFile({ type: 'asset', fileName: 'manifest.webmanifest', source: manifestOf(bundle) });
  },
};

/**
 * How the page is built: `vite build web`. Nothing is inlined, because the page's own policy forbids inline scripts and
 * styles, and data: addresses. Written without vite's `defineConfig`, whose types would bring Node's into a browser's.
 */
export default {
  base: '/',
  plugins: [manifest],
  // Said, because a test's NODE_ENV would choose the development form, which is larger and names folders of this machine.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: true,
    rolldownOptions: { input: [page('index.html'), page('analytics.html')] },
  },
  server: {
    proxy: { '/api': { target: 'http://127.0.0.1:8080', ws: true } },
  },
};
