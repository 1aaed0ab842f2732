import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DrillClock } from './drill-clock.ts';

/** The address at which a Prometheus answers in the time of a drill. */
export interface PrometheusDoor {
  readonly url: string;
  close(): Promise<void>;
}

interface RangeAnswer {
  readonly data?: { readonly result?: ReadonlyArray<{ values?: Array<[number, string]> }> };
}

/**
 * Stands before a Prometheus, which knows only the machine's clock, and translates: who asks for an hour of the trace is
 * given the seconds in which that hour was lived, with the times of the hour.
 */
export async function openPrometheusDoor(prometheusUrl: string, clock: DrillClock): Promise<PrometheusDoor> {
  const server = createServer((request, response) => {
    answer(request, response, prometheusUrl, clock).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, prometheusUrl: string, clock: DrillClock) {
  let body = '';
  for await (const part of request) body += part;
  const form = new URLSearchParams(body);
  const [start, step] = [Number(form.get('start')), Number(form.get('step'))];
  const realStart = clock.realOf(start * 1000) / 1000;
  form.set('start', String(realStart));
  form.set('end', String(clock.realOf(Number(form.get('end')) * 1000) / 1000));
  form.set('step', String(step / clock.speed));
  const asked = await fetch(`${prometheusUrl}${request.url ?? ''}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  });
  const told = (await asked.json()) as RangeAnswer;
  for (const series of told.data?.result ?? []) {
    // Counted in steps, since Prometheus rounds times to milliseconds, which are many of the trace's.
    series.values = (series.values ?? []).map(([second, value]) => {
      return [start + Math.round((second - realStart) / (step / clock.speed)) * step, value];
    });
  }
  const headers = { 'content-type': 'application/json', date: new Date(clock.now()).toUTCString() };
  response.writeHead(asked.status, headers).end(JSON.stringify(told));
}
