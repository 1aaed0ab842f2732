import type { Context } from 'hono';
import { ChatFault, may } from '#chat';
import { ANALYTICS_NAMES } from './analytics.ts';
import { parseAnalyticsQuery } from './analytics-query.ts';
import type { AppEnv } from './app-env.ts';
import { identifyBearer } from './bearer.ts';
import type { AppPorts } from './ports.ts';
import { readReplicas } from './replicas-scaler.ts';

/**
 * What was, what was predicted and what will be of one metric, as columns.
 *
 * @throws ChatFault `token-missing` and its kin, `forbidden`, `unknown-metric`, `bad-range`, `not-configured`,
 * `source-unavailable`, `unavailable`
 */
export async function readAnalytics(context: Context<AppEnv>, ports: AppPorts): Promise<Response> {
  const { analytics, clock, scaler } = ports;
  const identity = await identifyBearer(context, ports);
  if (!may(identity, 'analyse', '')) throw new ChatFault('forbidden');
  const { req } = context;
  const asked = { from: req.query('from'), to: req.query('to'), step: req.query('step'), lead: req.query('lead') };
  const query = parseAnalyticsQuery(asked, clock.now());
  const name = req.param('metric');
  if (name === 'replicas') {
    if (scaler === undefined) throw new ChatFault('not-configured', { found: 'SCALER_URL is not set' });
    return context.json(await readReplicas(scaler, query));
  }
  const metric = ANALYTICS_NAMES.find((one) => one === name);
  if (metric === undefined) {
    throw new ChatFault('unknown-metric', { found: `there are ${ANALYTICS_NAMES.join(', ')}, replicas` });
  }
  return context.json(await analytics.read(metric, query));
}
