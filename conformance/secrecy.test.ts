import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEdge } from './edge-process.ts';
import { eventually } from './patience.ts';
import { Peer } from './peer.ts';
import { SECRET } from './place-environment.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { signToken } from './token.ts';

const ADDRESS = '203.0.113.77';
const TEXT = 'a text that nobody but the room may read';
const NAME = 'Nobody Elses Business';

/** Everything that a visitor can bring, in every way in which it can come. Returns what must not be written down. */
async function useAll({ url }: RunningPlace): Promise<string[]> {
  const token = await signToken({ sub: 'secretive-ada', name: NAME, roles: ['moderator'] });
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'x-forwarded-for': ADDRESS,
    'cf-connecting-ip': ADDRESS,
  };
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(url + path, { headers, ...init });
    return (await response.json().catch(() => ({}))) as { ticket?: string };
  };
  const post = (path: string, body: unknown) => ask(path, { method: 'POST', body: JSON.stringify(body) });
  const { ticket = '' } = await post('/api/tickets', undefined);
  await post('/api/rooms/secret-room/messages', { text: TEXT });
  await post('/api/rooms/secret-room/messages', { text: TEXT, wrong: TEXT });
  await post('/api/guests', { name: NAME });
  await post('/api/admin/bans', { visitorId: 'secretive-eve', seconds: 1 });
  await post('/api/admin/bans', { visitorId: 'secretive-eve', seconds: 'no' });
  await ask(`/api/rooms/secret-room/messages?token=${token}&after=wrong`);
  await ask(`/api/rooms/secret-room/nothing?access_token=${token}`);
  await ask('/api/rooms/secret-room/members', { headers: { ...headers, authorization: `Bearer ${token}x` } });
  const peer = await Peer.knock(url, 'secret-room', {
    protocols: ['breakwater.v1', `breakwater.bearer.${token}`],
    headers: { 'x-forwarded-for': ADDRESS, 'cf-connecting-ip': ADDRESS },
  });
  await peer.tell(TEXT);
  peer.send({ type: 'authenticate', token, wrong: TEXT });
  peer.send(`{"type":"say","text":"${TEXT}"`);
  peer.send({ type: 'refresh', token });
  await peer.frame('refreshed');
  const guest = await Peer.knock(url, 'secret-room', { query: `?ticket=${ticket}` });
  await guest.tell(TEXT);
  for (const one of [peer, guest]) one.break();
  return [token, token.split('.')[1] ?? '', ticket, TEXT, NAME, ADDRESS, 'secret-room', 'secretive', SECRET];
}

/** Which of these were written down. */
function found(text: string, secrets: readonly string[]): string[] {
  return secrets.filter((secret) => text.includes(secret));
}

describe('a pod that says all it can', () => {
  let pod: RunningPlace;
  const metricsUrl = () => /"metricsUrl":"([^"]+)"/.exec(pod.logs())?.[1] ?? '';

  beforeAll(async () => {
    pod = await startPod({ env: { LOG_LEVEL: 'debug', TRUSTED_PROXIES: '127.0.0.1' } });
  });
  afterAll(() => pod.stop());

  test('writes no token, ticket, text, name, room or address into its log or its metrics', async () => {
    const secrets = await useAll(pod);

    const logged = await eventually(() => (pod.logs().includes('"request"') ? pod.logs() : undefined), 'its log');
    const metrics = await (await fetch(`${metricsUrl()}/metrics`)).text();

    expect(found(logged, secrets)).toEqual([]);
    expect(found(metrics, secrets)).toEqual([]);
    expect(metrics).toContain('messages_published_total');
  });

  test('has fewer than 500 series, whatever is asked of it, and shows them at no public address', async () => {
    const token = await signToken({ sub: 'series' });
    for (let index = 0; index < 300; index++) {
      const method = index % 3 ? 'GET' : 'PROPFIND';
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${pod.url}/api/rooms/room-${index}/members?q=${index}`, { method, headers });
      await response.body?.cancel();
      await (await fetch(`${pod.url}/api/nothing-${index}`)).body?.cancel();
    }

    const metrics = await (await fetch(`${metricsUrl()}/metrics`)).text();
    const series = metrics.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

    expect(series.length).toBeLessThan(500);
    for (const path of ['/metrics', '/metrics/', '/api/metrics']) {
      expect((await fetch(pod.url + path)).status).toBe(404);
    }
  });
});

describe('an edge that says all it can', () => {
  let edge: RunningPlace;
  beforeAll(async () => {
    edge = await startEdge({ env: { LOG_LEVEL: 'debug' } });
  });
  afterAll(() => edge.stop());

  test('writes none of it down either, and has no metrics to show', async () => {
    const secrets = await useAll(edge);
    const logged = await eventually(() => (edge.logs().includes('"request"') ? edge.logs() : undefined), 'its log');

    // What `wrangler dev` says of each request by itself is a developer's and names the path; our own lines do not.
    const ours = logged.split('\n').filter((line) => line.startsWith('{'));
    expect(ours.length).toBeGreaterThan(5);
    expect(found(ours.join('\n'), secrets)).toEqual([]);
    expect((await fetch(`${edge.url}/metrics`)).status).toBe(404);
  });
});
