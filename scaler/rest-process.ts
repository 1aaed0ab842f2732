import type { RestPorts } from './rest-ports.ts';
import { type Route, route } from './rest-route.ts';

/** A check that takes longer is as good as one that failed. */
const CHECK_MS = 2_000;

const HEALTH = route({
  method: 'GET',
  path: '/health',
  operationId: 'readHealth',
  summary: 'Tells that the process is alive; depends on nothing else',
  action: null,
  answers: { 200: { description: 'Alive', schema: 'Health' } },
  faults: [],
  handle: (_input, { now }) => ({ status: 200, body: { status: 'ok', at: now() } }),
});

const READY = route({
  method: 'GET',
  path: '/ready',
  operationId: 'readReadiness',
  summary: 'Tells whether this process is of use, and if not, why',
  action: null,
  answers: {
    200: { description: 'Ready', schema: 'Readiness' },
    503: { description: 'Not ready', schema: 'Readiness' },
  },
  faults: [],
  async handle(_input, { checks }) {
    const answers = Object.fromEntries(
      await Promise.all(Object.entries(checks).map(async ([name, check]) => [name, await answerOf(check)] as const)),
    );
    const ready = Object.values(answers).every((answer) => answer === 'ok');
    return { status: ready ? 200 : 503, body: { status: ready ? 'ready' : 'not-ready', checks: answers } };
  },
});

/** `ok`, or a sentence. What a check threw is for the log of whoever threw it: an address may be in it. */
async function answerOf(check: RestPorts['checks'][string]): Promise<string> {
  const { promise: late, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve(`It did not answer within ${CHECK_MS / 1000} s`), CHECK_MS);
  try {
    return await Promise.race([late, check().then(() => 'ok')]);
  } catch (error) {
    return error instanceof Error && error.name === 'ScalerFault' ? error.message : 'It failed';
  } finally {
    clearTimeout(timer);
  }
}

export const PROCESS_ROUTES: readonly Route[] = [HEALTH, READY];
