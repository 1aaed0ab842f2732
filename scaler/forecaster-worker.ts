/** The thread that fits models and asks them: no forecast, however long it takes, keeps KEDA waiting. */
import { parentPort } from 'node:worker_threads';
import { modelNamed } from '#forecast-lib/models';
import { FittedModels } from './fitted-models.ts';
import type { ForecasterAnswer, ForecasterQuestion } from './forecaster-thread.ts';

const models = new FittedModels(modelNamed);

function answer(question: ForecasterQuestion): ForecasterAnswer {
  const { number } = question;
  try {
    if (question.kind === 'next') return { number, forecast: models.next(question.ask) };
    if (question.kind === 'fit') models.put(question.id, modelNamed(question.model).fit(question.series));
    else models.forget(question.id);
    return { number };
  } catch (error) {
    return { number, fault: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (question: ForecasterQuestion) => parentPort?.postMessage(answer(question)));
