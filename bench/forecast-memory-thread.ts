import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { modelNamed } from '#forecast-lib/models';
import { syntheticLoad } from './forecast-load.ts';

const { model: name, points } = workerData as { readonly model: string; readonly points: number };
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const model = modelNamed(name);
const series = syntheticLoad(points);
/** Compiled code is not what a fit holds. */
model.fit(syntheticLoad(points, 2)).predict(288);

parentPort?.once('message', () => {
  for (let turn = 0; turn < 5; turn++) {
    model.fit(series).predict(288);
    collect();
  }
  parentPort?.postMessage('done');
});
collect();
parentPort?.postMessage('ready');
