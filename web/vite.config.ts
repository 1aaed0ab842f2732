const page = (name: string) => decodeURIComponent(new URL(name, import.meta.url).pathname);

/**
 * How the page is built: `vite build web`. Nothing is inlined, because the page's own policy forbids inline scripts and
 * styles, and data: addresses. Written without vite's `defineConfig`, whose types would bring Node's into a browser's.
 */
export default {
  base: '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
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
