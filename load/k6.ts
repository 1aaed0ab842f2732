/**
 * The scenarios for k6 (1.0 and newer, which takes TypeScript as it is):
 *
 *     k6 run -e SCENARIO=spike -e AUTH_SECRET="$(cat .dev/secret)" -e URLS=http://localhost:8081 load/k6.ts
 *
 * Stages and bounds are those of scenarios.ts. What only a client that resumes can know (holes, storms) is for `npm run load`.
 */
import crypto from 'k6/crypto';
import encoding from 'k6/encoding';
import { WebSocket } from 'k6/experimental/websockets';
import { Counter, Trend } from 'k6/metrics';
import { setInterval } from 'k6/timers';
import { SCENARIOS, type Scenario } from './scenarios.ts';

declare const __ENV: Record<string, string>;
declare const __VU: number;

const name = __ENV.SCENARIO ?? 'steady';
const scenario: Scenario | undefined = (SCENARIOS as Record<string, Scenario>)[name];
if (scenario === undefined) throw new Error(`There is no scenario "${name}": ${Object.keys(SCENARIOS).join(', ')}`);
const { roomSize, messagesPerMinute, stages, canvas } = scenario;
const connections = Number(__ENV.CONNECTIONS ?? scenario.connections);
const seconds = Number(__ENV.SECONDS ?? scenario.seconds);
const urls = (__ENV.URLS ?? 'http://localhost:8787,http://localhost:8081,http://localhost:8082').split(',');

const delivery = new Trend('delivery_ms', true);
const publish = new Trend('publish_ms', true);
const welcomed = new Trend('connect_ms', true);
const faults = new Counter('faults');
const holes = new Counter('holes');

const boundOf = (measure: string, otherwise: number) =>
  scenario.thresholds.find((threshold) => threshold.measure === measure)?.bound ?? otherwise;

export const options = {
  scenarios: {
    crowd: {
      executor: 'ramping-vus',
      exec: 'visit',
      startVUs: 0,
      gracefulRampDown: '5s',
      gracefulStop: '10s',
      stages: stages
        .slice(1)
        .map(({ at, share }, index) => ({
          duration: `${Math.round((at - (stages[index]?.at ?? 0)) * seconds)}s`,
          target: Math.round(share * connections),
        }))
        .concat([
          {
            duration: `${Math.round((1 - (stages.at(-1)?.at ?? 0)) * seconds)}s`,
            target: Math.round((stages.at(-1)?.share ?? 1) * connections),
          },
        ]),
    },
  },
  thresholds: {
    faults: ['count==0'],
    holes: ['count==0'],
    connect_ms: [`p(95)<${boundOf('connect_p95_ms', 2_000)}`],
    publish_ms: [`p(95)<${boundOf('publish_p95_ms', 500)}`],
    delivery_ms: [`p(95)<${boundOf('delivery_p95_ms', 1_000)}`],
  },
};

/** A token as RFC 7519 has it, signed with HS256. */
function tokenOf(visitor: number): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    sub: `k6-${visitor}`,
    name: `Visitor ${visitor}`,
    iss: 'breakwater',
    aud: 'breakwater',
    iat: now,
    exp: now + 82_800,
  };
  const part = (value: object) => encoding.b64encode(JSON.stringify(value), 'rawurl');
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${crypto.hmac('sha256', __ENV.AUTH_SECRET ?? '', text, 'base64rawurl')}`;
}

/** One visitor: comes in once and stays until k6 takes it away. */
export function visit(): void {
  const url = urls[__VU % urls.length] as string;
  const token = tokenOf(__VU);
  const room = `k6-${Math.floor(__VU / roomSize)}`;
  const startedAt = Date.now();
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/rooms/${room}/socket`);
  const waiting = new Map<string, number>();
  let last = 0;
  let said = 0;
  const say = () => {
    const id = `k6-${__VU}-${Date.now()}-${said++}`;
    const place = canvas ? { place: { x: Math.random() * 1000, y: Math.random() * 1000 } } : {};
    waiting.set(id, Date.now());
    socket.send(JSON.stringify({ type: 'say', id, text: 'the tide is in', ...place }));
  };
  socket.onopen = () => socket.send(JSON.stringify({ type: 'authenticate', token }));
  socket.onerror = () => faults.add(1);
  socket.onmessage = (event) => {
    const frame = JSON.parse(String(event?.data));
    if (frame.type === 'welcome') {
      welcomed.add(Date.now() - startedAt);
      setInterval(say, 60_000 / messagesPerMinute);
      setInterval(() => socket.send('{"type":"ping"}'), 20_000);
    } else if (frame.type === 'ack') {
      publish.add(Date.now() - (waiting.get(frame.id) ?? Date.now()));
      waiting.delete(frame.id);
    } else if (frame.type === 'fault') {
      faults.add(1);
    } else if (frame.type === 'entries') {
      for (const { offset, at } of frame.entries) {
        if (last !== 0 && offset !== last + 1) holes.add(1);
        last = offset;
        if (at > startedAt) delivery.add(Date.now() - at);
      }
    }
  };
}
