import { expect, test } from 'vitest';
import { faultResponse } from '#app';
import { ChatFault } from '#chat';
import { refusalText } from './refusal.ts';

test.each(['crowded', 'leaving'] as const)('%s is told at the door as the app tells it', async (code) => {
  const answer = faultResponse(new ChatFault(code, { retryAfterMs: 1_200 }), 'some-id');
  const [head = '', body] = refusalText({ code, retryAfterMs: 1_200 }, 'some-id').split('\r\n\r\n');
  const [status, ...headers] = head.split('\r\n');

  const told = Object.fromEntries(headers.map((line) => line.toLowerCase().split(': ')));
  const { connection, 'content-length': length, ...others } = told;

  expect(status).toBe('HTTP/1.1 503 Service Unavailable');
  expect(body).toBe(await answer.text());
  expect({ connection, length }).toEqual({ connection: 'close', length: String(body?.length) });
  expect(others).toEqual(Object.fromEntries(answer.headers));
});
