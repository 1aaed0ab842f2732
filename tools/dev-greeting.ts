import type { DevPlan, DevPorts } from './dev-plan.ts';

interface Greeting {
  readonly startedAt: number;
  /** Why there is no Redis, where there is none. */
  readonly why: string;
  readonly keyboard: boolean;
  readonly analytics: string;
}

/** What is told when everything is ready: where each part is, and what can be done. */
export function sayReady(plan: DevPlan, ports: DevPorts, { startedAt, why, keyboard, analytics }: Greeting): string {
  const keeper = plan.redis ? `one Redis for all three: they share rooms` : `${why}: each keeps its own rooms (SQLite)`;
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  return [
    `Breakwater is ready after ${seconds} s · ${keeper}`,
    `  edge   ${plan.edge.url}`,
    ...plan.pods.map((pod, index) => {
      return `  ${pod.plan.name}  ${pod.url}   metrics http://localhost:${ports.metrics[index]}/metrics`;
    }),
    `  token  curl -sX POST ${plan.edge.url}/api/guests -H 'content-type: application/json' -d '{"name":"Ada"}'`,
    `  analytics  ${analytics}`,
    keyboard ? 'q quit · k kill a pod · r restart it · l logs' : 'Ctrl-C quits',
    '',
  ].join('\n');
}
