import { afterEach, beforeEach, expect, test } from 'vitest';
import { METRICS } from '#chat';
import type { ControlPorts } from './control.ts';
import { MeterPrometheus } from './meter-prometheus.ts';
import { type MetricsServer, startMetricsServer } from './metrics-server.ts';

const CONTROL: ControlPorts = {
  token: undefined,
  status: () => ({ place: 'pod-1', connections: 0, door: 'open', draining: false }),
  drain() {},
  closeToNewcomers() {},
  reopen() {},
};

let meter: MeterPrometheus;
let server: MetricsServer;

beforeEach(async () => {
  meter = new MeterPrometheus();
  server = await startMetricsServer(meter.registry, '127.0.0.1', 0, CONTROL);
});
afterEach(() => server.close());

async function scrape(): Promise<string> {
  return (await fetch(`${server.url}/metrics`)).text();
}

test('every metric of the table is there with its kind and its help, and no other of ours', async () => {
  const text = await scrape();

  const kinds = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, kind]) => [name, kind]);
  const ours = kinds.filter(([name]) => !/^(process|nodejs)_/.test(name ?? ''));
  expect(Object.fromEntries(ours)).toEqual(
    Object.fromEntries(Object.entries(METRICS).map(([name, row]) => [name, row.kind])),
  );
  for (const [name, row] of Object.entries(METRICS)) expect(text).toContain(`# HELP ${name} ${row.help}\n`);
});

test('Node tells of its memory and of its event loop', async () => {
  const text = await scrape();

  expect(text).toContain('process_resident_memory_bytes');
  expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
});

test('what is counted can be scraped', async () => {
  meter.add('websocket_connections_active', 1);
  meter.add('websocket_connections_active', 1);
  meter.add('websocket_connections_active', -1);
  meter.add('breakwater_connections_closed_total', 1, { code: '1012' });
  meter.set('breakwater_log_lag_seconds', 0.25);
  meter.observe('http_request_duration_seconds', 0.03, { method: 'GET', route: '/health', status: '200' });

  const text = await scrape();

  expect(text).toContain('websocket_connections_active 1\n');
  expect(text).toContain('breakwater_connections_closed_total{code="1012"} 1\n');
  expect(text).toContain('breakwater_log_lag_seconds 0.25\n');
  expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/health",status="200"} 1\n');
});

test('a count that makes no sense is dropped and throws nothing', async () => {
  meter.add('messages_published_total', -1, { outcome: 'appended' });
  meter.add('messages_published_total', 1, { room: 'lobby' });
  meter.set('breakwater_log_lag_seconds', Number.NaN);
  meter.observe('message_broadcast_latency_seconds', Number.NaN);

  expect(await scrape()).not.toContain('lobby');
});

test('nothing else is at this port', async () => {
  for (const path of ['/', '/health', '/api/rooms/lobby/members', '/metrics/x']) {
    expect((await fetch(`${server.url}${path}`)).status, path).toBe(404);
  }
  expect((await fetch(`${server.url}/metrics`, { method: 'POST' })).status).toBe(404);
});

test('a port that is taken is told with the name of its setting', async () => {
  const port = Number(new URL(server.url).port);

  await expect(startMetricsServer(meter.registry, '127.0.0.1', port, CONTROL)).rejects.toThrow(
    `Cannot start: METRICS_PORT ${port} on 127.0.0.1 cannot be listened on, another process listens there, end it or set another port`,
  );
});
