import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { ANALYTICS } from './app-analytics.ts';
import { ANSWERING } from './app-answering.ts';
import { BODIES } from './app-bodies.ts';
import { CHANGING } from './app-changing.ts';
import { EVENTS } from './app-events.ts';
import { FADING } from './app-fading.ts';
import { FRAMES } from './app-frames.ts';
import { LIMITED } from './app-limited.ts';
import { MEMBERS } from './app-members.ts';
import { MODERATING } from './app-moderating.ts';
import { MOVING } from './app-moving.ts';
import { ORDERS } from './app-orders.ts';
import { ORIGINS } from './app-origins.ts';
import { POSITIONS } from './app-positions.ts';
import { READING } from './app-reading.ts';
import { RESUMING } from './app-resuming.ts';
import { RIGHTS_IN_ROOMS } from './app-rights.ts';
import { SAYING } from './app-saying.ts';
import { type Behaviours, type Places, Scene } from './app-scene.ts';
import { SIZES } from './app-sizes.ts';
import { TEXTS } from './app-texts.ts';
import { TICKETS } from './app-tickets.ts';
import { TOKENS } from './app-tokens.ts';
import { ROOT } from './place-process.ts';
import type { Exception } from './suite.ts';

/** Something that runs the app: one place, or two that share their rooms. */
export interface AppTarget {
  /** As the report names it: `node`, `workerd`, `node to workerd`. */
  readonly name: string;
  /** Asked once, before the first behaviour. Who starts the places stops them. */
  places(): Promise<Places> | Places;
  /** What it cannot keep, and why. The reason is printed. */
  readonly except?: readonly Exception[];
}

const TOPICS: Readonly<Record<string, Behaviours>> = {
  answering: ANSWERING,
  tokens: TOKENS,
  rights: RIGHTS_IN_ROOMS,
  tickets: TICKETS,
  orders: ORDERS,
  origins: ORIGINS,
  frames: FRAMES,
  sizes: SIZES,
  bodies: BODIES,
  positions: POSITIONS,
  saying: SAYING,
  texts: TEXTS,
  limited: LIMITED,
  resuming: RESUMING,
  reading: READING,
  events: EVENTS,
  members: MEMBERS,
  changing: CHANGING,
  moderating: MODERATING,
  moving: MOVING,
  fading: FADING,
  analytics: ANALYTICS,
};

/** What every runtime of the app promises, by real HTTP and real sockets. The same tests everywhere. */
export function appSuite({ name, places, except = [] }: AppTarget): void {
  describe(`the app on ${name}`, () => {
    let here: Places;
    let kept = 0;
    const asked = new Set<string>();

    beforeAll(async () => {
      here = await places();
    });
    afterAll(() => report(name, kept, except));

    // All at once, some at a time: each has a room and people of its own, and some only wait.
    describe.concurrent('promises', () => {
      for (const [topic, behaviours] of Object.entries(TOPICS)) {
        describe(topic, () => {
          for (const [behaviour, prove] of Object.entries(behaviours)) {
            const exception = except.find((each) => each.test === behaviour);
            it(behaviour, async (context) => {
              if (exception) context.skip(exception.because);
              await prove(new Scene(here, asked, (task) => context.onTestFinished(async () => void (await task()))));
              kept++;
            });
          }
        });
      }
    });

    it('every address that answered here is in the OpenAPI document', async ({ expect, onTestFinished }) => {
      const scene = new Scene(here, new Set(), (task) => onTestFinished(async () => void (await task())));
      const { paths } = await scene.json<{ paths: Record<string, object> }>('/api/openapi.json');
      const documented = Object.entries(paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
      );
      const used = [...asked].filter((address) => !/^(HEAD|OPTIONS) /.test(address));
      expect(used.length).toBeGreaterThan(8);
      expect(documented).toEqual(expect.arrayContaining(used));
      kept++;
    });

    const known = Object.values(TOPICS).flatMap((behaviours) => Object.keys(behaviours));
    it.for(except.filter(({ test }) => !known.includes(test)))(
      'the exception "$test" names a behaviour',
      ({ test }) => {
        throw new Error(`No behaviour is called "${test}": correct the target's "except"`);
      },
    );
  });
}

/** Says how many behaviours were kept, and leaves it in a file for whoever adds them up. */
function report(name: string, kept: number, except: readonly Exception[]): void {
  const folder = `${ROOT}/node_modules/.cache/conformance`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/${name.replaceAll(' ', '-')}.json`, `${JSON.stringify({ name, kept, except })}\n`);
  const without = except.map(({ test, because }) => `\n  not "${test}": ${because}`).join('');
  console.log(`conformance: ${kept} behaviours on ${name}${without}`);
}
