import { expect, test } from 'vitest';
import { parseFanoutOptions } from './fanout-options.ts';

test('without options every shape is measured, as is usual for it, with everybody, three times', () => {
  const options = parseFanoutOptions([]);

  expect(options.shapes.map(({ name }) => name)).toEqual(['1x1000', '1x5000', '100x100', '5000x2']);
  expect(options).toMatchObject({ sharings: undefined, rounds: 3, partMs: 1_000 });
  expect(options.peers).toContain('socket.io');
});

test('a quick run is one small shape, once', () => {
  const options = parseFanoutOptions(['--quick', '--peers', 'breakwater,ws']);

  expect(options).toMatchObject({ rounds: 1, partMs: 500, peers: ['ws', 'breakwater'] });
  expect(options.shapes).toHaveLength(1);
});

test('every fault is named at once', () => {
  const parse = () => parseFanoutOptions(['--shape', 'big', '--peers', 'uws', '--rounds', '0', '--sharing', '']);

  expect(parse).toThrow(/--shape has "big".*--peers has "uws".*--sharing is "".*--rounds is "0"/);
});
