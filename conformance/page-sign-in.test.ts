import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { PATIENT, PageVisitor, startBrowser } from './browser.ts';
import { startEdge } from './edge-process.ts';
import { FIREBASE_PROJECT, FirebaseTwin } from './firebase-twin.ts';
import { type IdentityAnswers, type IdentityServer, startIdentityServer } from './identity-server.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { signToken } from './token.ts';

let browser: Browser;
/** Ends what a test has started, also when it fails. */
const ends: Array<() => Promise<unknown>> = [];

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(() => browser?.close());

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function pod(env?: Readonly<Record<string, string>>): Promise<RunningPlace> {
  const place = await startPod(env && { env });
  ends.push(() => place.stop());
  return place;
}

async function provide(answers: IdentityAnswers): Promise<IdentityServer> {
  const provider = await startIdentityServer(answers);
  ends.push(() => provider.close());
  return provider;
}

async function open(url: string): Promise<PageVisitor> {
  const visitor = await PageVisitor.open(browser, url);
  ends.push(() => visitor.page.context().close());
  return visitor;
}

/** Every change of what the badge says, from now on. */
async function watchBadge(visitor: PageVisitor): Promise<() => Promise<string[]>> {
  await visitor.page.evaluate(`(() => {
    globalThis.told = [];
    const badge = document.querySelector('.badge-text');
    new MutationObserver(() => told.push(badge.textContent)).observe(badge, { characterData: true, subtree: true });
  })()`);
  return () => visitor.page.evaluate<string[]>('told');
}

it('lets a guest in without a form, by a name that can be changed', async () => {
  const place = await pod();
  const visitor = await open(place.url);
  await visitor.online();
  await visitor.turnTo('People');
  expect(await visitor.page.locator('.members .name').textContent()).toMatch(/^[A-Z]\w+ [A-Z]\w+ \(you\)$/);

  await visitor.page.getByRole('button', { name: 'Change name' }).click();
  await visitor.page.getByLabel('Your name').fill('Ada');
  await visitor.page.getByRole('button', { name: 'Go on' }).click();
  await visitor.page.locator('.name-dialog').waitFor({ state: 'detached' });
  await visitor.online();
  await visitor.turnTo('People');
  await visitor.page.locator('.members .name', { hasText: 'Ada (you)' }).waitFor();
  await visitor.page.reload();
  await visitor.turnTo('People');
  await visitor.page.locator('.members .name', { hasText: 'Ada (you)' }).waitFor();

  expect(visitor.complaints).toEqual([]);
});

it('says when too many come from one address, and lets in later by itself', async () => {
  const place = await pod();
  for (let count = 0; count < 10; count++) {
    const headers = { 'content-type': 'application/json' };
    await fetch(`${place.url}/api/guests`, { method: 'POST', headers, body: '{"name":"Ada"}' });
  }
  const visitor = await open(place.url);

  await visitor.page.getByText(/Too many new connections from this address.*It is tried again in \d+ s/).waitFor();
  await visitor.online();
});

it('asks whoever’s session has ended for one click, and goes on with what they had written', async () => {
  const place = await pod();
  const visitor = await open('');
  const seconds = Math.floor(Date.now() / 1_000);
  const pass = {
    token: await signToken({ sub: 'guest-short', name: 'Ada', exp: seconds + 5 }),
    visitor: { id: 'guest-short', name: 'Ada' },
    expiresAt: Date.now() + 3_600_000,
  };
  const kept = JSON.stringify(JSON.stringify(pass));
  await visitor.page.addInitScript({ content: `sessionStorage['breakwater.pass'] ??= ${kept}` });
  await visitor.page.goto(place.url);
  await visitor.online();
  await visitor.write('half a thou');
  await visitor.page.getByRole('heading', { name: 'Your session has ended' }).waitFor();

  await visitor.page.getByRole('button', { name: 'Renew' }).click();
  await visitor.online();
  await visitor.page.getByLabel('Write on the canvas').press('End');
  await visitor.page.keyboard.type('ght');
  await visitor.page.keyboard.press('Enter');

  await visitor.saidCount(1);
  expect(await visitor.said()).toEqual(['half a thought']);
});

it('takes the token of whoever the identity provider knows, and the next one before that ends, without a new connection', async () => {
  const provider = await provide({
    '/token': async () => ({
      // The first is renewed at once: a minute before its end.
      json: { token: await signToken({ sub: 'ada', name: 'Ada', exp: Math.floor(Date.now() / 1_000) + life }) },
    }),
  });
  let life = 62;
  const env = { GUESTS: 'false', TOKEN_URL: `${provider.url}/token` };
  const edge = await startEdge({ env });
  ends.push(() => edge.stop());
  const visitor = await open(edge.url);
  await visitor.online('edge');
  life = 3_600;
  const told = await watchBadge(visitor);
  await expect.poll(() => provider.asked.length, PATIENT).toBe(2);
  await visitor.say('the same person');
  await visitor.saidCount(1);

  expect(await visitor.page.locator('.line.own').count()).toBe(1);
  expect(await told()).toEqual([]);
  expect(visitor.complaints).toEqual([]);
});

it('signs in to a Firebase project, says what is wrong, and stays signed in through a reload', async () => {
  const firebase = await FirebaseTwin.start();
  ends.push(() => firebase.provider.close());
  const provider = await provide({
    '/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword': async (body) => {
      const { password } = JSON.parse(body) as { password: string };
      if (password !== 'right') return { status: 400, json: { error: { message: 'INVALID_LOGIN_CREDENTIALS' } } };
      return { json: { idToken: await firebase.sign('ada'), refreshToken: 'refresh-1', expiresIn: '3600' } };
    },
    '/securetoken.googleapis.com/v1/token': async (body) => {
      expect(body).toBe('grant_type=refresh_token&refresh_token=refresh-1');
      return { json: { id_token: await firebase.sign('ada'), refresh_token: 'refresh-1', expires_in: '3600' } };
    },
  });
  const env = {
    GUESTS: 'false',
    FIREBASE_PROJECT_ID: FIREBASE_PROJECT,
    FIREBASE_API_KEY: 'web-api-key',
    FIREBASE_AUTH_URL: provider.url,
    AUTH_JWKS_URL: firebase.provider.url,
  };
  const place = await pod(env);
  const visitor = await open(place.url);
  await visitor.page.getByLabel('E-mail address').fill('ada@example.com');
  await visitor.page.getByLabel('Password').fill('wrong');
  await visitor.page.getByRole('button', { name: 'Enter' }).click();
  await visitor.page.getByText('The e-mail address or the password is wrong').waitFor();
  await visitor.page.getByLabel('Password').fill('right');
  await visitor.page.getByRole('button', { name: 'Enter' }).click();
  await visitor.online();

  await visitor.page.reload();
  await visitor.online();
  await visitor.turnTo('People');
  await visitor.page.locator('.members .name', { hasText: 'Ada Lovelace (you)' }).waitFor();
  expect(visitor.complaints.filter((complaint) => !complaint.includes('400'))).toEqual([]);
});
