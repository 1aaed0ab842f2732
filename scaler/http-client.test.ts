import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { makeAuthority } from '#conformance';
import { HttpClient, type HttpQuestion } from './http-client.ts';
import { type Answering, NEVER, type SourceDouble, startSource } from './source-fixture.ts';

const ends: Array<() => unknown> = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function opened(answer: Answering, tls?: { cert: string; key: string }) {
  const source = await startSource(answer, tls);
  const client = new HttpClient();
  ends.push(source.close, () => client.close());
  const ask = (more: Partial<HttpQuestion> = {}, signal = NEVER) => client.ask(questionTo(source, more), signal);
  return { source, client, ask };
}

function questionTo({ url }: Pick<SourceDouble, 'url'>, more: Partial<HttpQuestion> = {}): HttpQuestion {
  return { method: 'GET', url: new URL(url), headers: {}, timeoutSeconds: 5, mostBytes: 1_000, ...more };
}
const codeOf = (asked: Promise<unknown>) => asked.then(String, (error) => error.code ?? error);

test('one that never answers is left after the timeout', async () => {
  const { ask } = await opened(() => {});

  expect(await codeOf(ask({ timeoutSeconds: 0.05 }))).toBe('source-slow');
});

test('one that outlasts the round is told as slow, not as a signal', async () => {
  const { ask } = await opened(() => {});

  await expect(ask({}, AbortSignal.timeout(30))).rejects.toMatchObject({
    code: 'source-slow',
    message: expect.stringContaining('used up the time of the round'),
  });
});

test('one that drips is left after the timeout too, however steadily it drips', async () => {
  const { ask } = await opened((_heard, response) => {
    const timer = setInterval(() => response.write('.'), 5);
    response.once('close', () => clearInterval(timer));
  });

  expect(await codeOf(ask({ timeoutSeconds: 0.1 }))).toBe('source-slow');
});

test('one that says too much is left, whether it says so first or not', async () => {
  const { ask, source } = await opened((_heard, response) => response.end('x'.repeat(1_001)));
  expect(await codeOf(ask())).toBe('source-too-large');

  let written = 0;
  source.answer = (_heard, response) => {
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(500))) written++;
    };
    response.on('drain', more);
    more();
  };
  expect(await codeOf(ask())).toBe('source-too-large');
  expect(written).toBeLessThan(100_000);

  source.answer = (_heard, response) => response.end('x'.repeat(1_000));
  expect(await ask()).toMatchObject({ status: 200, text: 'x'.repeat(1_000) });
});

test('a redirect is not followed, so a token goes nowhere else', async () => {
  const elsewhere = await opened((_heard, response) => response.end('stolen'));
  const { ask } = await opened((_heard, response) =>
    response.writeHead(302, { location: elsewhere.source.url }).end('moved'),
  );

  expect(await ask({ headers: { authorization: 'Bearer t' } })).toMatchObject({ status: 302, text: 'moved' });
  expect(elsewhere.source.heard).toEqual([]);
});

test('the caller’s signal ends it with the caller’s reason, at once and while it is read', async () => {
  const leaving = new AbortController();
  const { ask } = await opened((_heard, response) => {
    response.write('begun');
    leaving.abort(new Error('we are leaving'));
  });

  expect(String(await codeOf(ask({}, leaving.signal)))).toContain('we are leaving');
  expect(String(await codeOf(ask({}, leaving.signal)))).toContain('we are leaving');
});

test('closing ends what is under way', async () => {
  const { ask, client } = await opened(() => client.close());

  expect(await codeOf(ask())).toBe('source-down');
});

test('nobody there, and somebody who speaks something else, are down', async () => {
  const server = createServer((socket) => socket.resume().end('SSH-2.0-x\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const client = new HttpClient();
  ends.push(() => client.close());
  const ask = () => codeOf(client.ask(questionTo({ url: `http://127.0.0.1:${port}` }), NEVER));

  expect(await ask()).toBe('source-down');
  await new Promise((resolve) => server.close(resolve));
  expect(await ask()).toBe('source-down');
});

test('an answer that is compressed though it was asked not to be is refused: a small one may become a huge one', async () => {
  const { ask } = await opened((_heard, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'));

  expect(await codeOf(ask())).toBe('bad-answer');
});

test('a certificate is trusted by its CA alone', async () => {
  const house = makeAuthority('house');
  const { ask } = await opened((_heard, response) => response.end('secret'), house.issue('127.0.0.1'));

  const fault = await ask({ ca: makeAuthority('stranger').cert }).catch((error) => error);
  expect(fault.code).toBe('source-down');
  expect(fault.message).toContain('give who signed it as "caFile"');
  expect((await ask().catch((error) => error)).code).toBe('source-down');
  expect(await ask({ ca: house.cert })).toMatchObject({ text: 'secret' });
});

test('a token with a line break is refused without being shown', async () => {
  const { ask, source } = await opened((_heard, response) => response.end());

  const fault = await ask({ headers: { authorization: 'Bearer a\r\nx-evil: 1' } }).catch((error) => error);

  expect(fault.code).toBe('bad-source');
  expect(fault.message).not.toContain('evil');
  expect(source.heard).toEqual([]);
});
