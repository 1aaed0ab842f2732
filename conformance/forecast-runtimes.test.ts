import { Miniflare } from 'miniflare';
import { build } from 'vite';
import { expect, it, onTestFinished } from 'vitest';
import { ensemble, parseSeries, seededRandom } from '#forecast-lib';
import { startBrowser } from './browser.ts';

/** A load of four weeks with gaps and bursts, fitted, updated, handed over as JSON and forecast: as text, to the last bit. */
const TRIAL = `
  const random = seededRandom(12);
  const values = Array.from({ length: 2688 }, (_, index) => {
    if (index % 97 === 0) return null;
    const burst = random() < 0.01 ? 900 : 0;
    return Math.round(300 + 200 * ((index % 96) / 96) + 80 * random() + burst);
  });
  const fitted = ensemble().fit(parseSeries({ values, stepSeconds: 900, startAt: 0 }));
  for (let index = 0; index < 30; index++) fitted.update(300 + index);
  const { mean, quantiles } = ensemble().restore(JSON.parse(JSON.stringify(fitted.save()))).predict(96);
  return [mean, ...quantiles].map((row) => Array.from(row).join()).join(';');
`;

/** The library as one module that has \`trial\`, as a page or a Worker would bundle it. */
async function bundled(): Promise<string> {
  const entry = '\0trial';
  const source = `import { ensemble, parseSeries, seededRandom } from '#forecast-lib';
    export function trial() { ${TRIAL} }
    export default { fetch: () => new Response(trial()) };`;
  const result = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'trial',
        resolveId: (id) => (id.endsWith('trial') ? entry : null),
        load: (id) => (id === entry ? source : null),
      },
    ],
    build: { write: false, target: 'es2022', lib: { entry: 'trial', formats: ['es'] } },
  });
  const [output] = Array.isArray(result) ? result : [result];
  const chunk = output && 'output' in output ? output.output[0] : undefined;
  if (!chunk) throw new Error('Nothing was bundled');
  return chunk.code;
}

it('a forecast has the same bits in Node, in workerd and in Chromium', async () => {
  const script = await bundled();
  const worker = new Miniflare({
    workers: [
      {
        config: {
          name: 'trial',
          compatibilityDate: '2026-10-01',
          manifest: { mainModule: 'trial.js', modules: { 'trial.js': { type: 'esm', contents: script } } },
        },
      },
    ],
  });
  onTestFinished(() => worker.dispose());
  const browser = await startBrowser();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();

  const node = new Function('ensemble', 'parseSeries', 'seededRandom', TRIAL)(ensemble, parseSeries, seededRandom);
  const edge = await (await worker.dispatchFetch('http://edge/')).text();
  const address = `data:text/javascript;base64,${Buffer.from(script).toString('base64')}`;
  const chromium = await page.evaluate(`import(${JSON.stringify(address)}).then(({ trial }) => trial())`);

  expect(node.split(';')).toHaveLength(6);
  expect(edge).toBe(node);
  expect(chromium).toBe(node);
});
