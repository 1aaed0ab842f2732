import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHAT_DASHBOARD } from './dashboard-chat.ts';
import { grafanaDashboard } from './dashboard-grafana.ts';
import { SCALING_DASHBOARD } from './dashboard-scaling.ts';

/** Every page, under the name of its file. */
export const DASHBOARDS = { chat: CHAT_DASHBOARD, scaling: SCALING_DASHBOARD };

/** A page as its file holds it. */
export function dashboardJson(name: keyof typeof DASHBOARDS): string {
  return `${JSON.stringify(grafanaDashboard(DASHBOARDS[name]), null, 2)}\n`;
}

/** `npm run dashboards`: writes the pages for Grafana's provisioning. */
if (import.meta.main) {
  const folder = join(import.meta.dirname, 'monitoring/dashboards');
  mkdirSync(folder, { recursive: true });
  for (const name of ['chat', 'scaling'] as const) {
    writeFileSync(join(folder, `${name}.json`), dashboardJson(name));
    process.stdout.write(`k8s/monitoring/dashboards/${name}.json\n`);
  }
}
