import { describe, expect, test } from 'vitest';
import { parseSubprotocols } from './subprotocol.ts';

describe('Sec-WebSocket-Protocol', () => {
  test.each([
    ['nothing', undefined, {}],
    ['the protocol alone', 'breakwater.v1', { protocol: 'breakwater.v1' }],
    ['both', 'breakwater.v1, breakwater.bearer.a.b.c', { protocol: 'breakwater.v1', token: 'a.b.c' }],
    [
      'both the other way round',
      'breakwater.bearer.a.b.c,breakwater.v1',
      { protocol: 'breakwater.v1', token: 'a.b.c' },
    ],
    ['a token alone', 'breakwater.bearer.a.b.c', { token: 'a.b.c' }],
    ['a token of nothing', 'breakwater.v1, breakwater.bearer.', { protocol: 'breakwater.v1', token: '' }],
    ['what is not ours', 'graphql-ws, breakwater.v2', {}],
  ])('says %s', (_, header, parsed) => {
    expect(parseSubprotocols(header)).toEqual(parsed);
  });

  test('may not hold two tokens', () => {
    expect(() => parseSubprotocols('breakwater.bearer.a, breakwater.bearer.b')).toThrow('The token was refused');
  });
});
