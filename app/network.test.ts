import { expect, test } from 'vitest';
import { addressKey, clientAddress } from './client-address.ts';
import { isWithin, type Network, parseNetwork } from './network.ts';

const networks = (...texts: string[]) => texts.map((text) => parseNetwork(text) as Network);

test.each([
  '10.0.0.256',
  '10.0.0',
  '010.0.0.1',
  '10.0.0.1/33',
  '::1/129',
  '1:2:3:4:5:6:7',
  '1::2::3',
  '::10.0.0.300',
  'g::1',
  'localhost',
  '',
  '10.0.0.1/-1',
])('%j is neither an address nor a network', (text) => {
  expect(parseNetwork(text)).toBeUndefined();
});

test.each([
  ['10.1.2.3', '10.0.0.0/8', true],
  ['11.1.2.3', '10.0.0.0/8', false],
  ['10.1.2.3', '10.1.2.3', true],
  ['10.1.2.3', '0.0.0.0/0', true],
  ['::ffff:10.1.2.3', '10.0.0.0/8', true],
  ['2001:db8::1', '2001:db8::/32', true],
  ['2001:db9::1', '2001:db8::/32', false],
  ['10.1.2.3', '::/0', false],
  ['0:0:0:0:0:0:0:1', '::1', true],
])('%s in %s: %s', (address, network, within) => {
  expect(isWithin(parseNetwork(address), parseNetwork(network))).toBe(within);
});

test.each<[string, string | undefined, string]>([
  ['10.0.0.9', undefined, '10.0.0.9'],
  ['10.0.0.9', '203.0.113.7', '203.0.113.7'],
  ['10.0.0.9', '6.6.6.6, 203.0.113.7', '203.0.113.7'],
  ['10.0.0.9', '203.0.113.7, 10.0.0.3', '203.0.113.7'],
  ['10.0.0.9', '10.0.0.1, 10.0.0.3', '10.0.0.1'],
  ['10.0.0.9', 'unknown, 10.0.0.3', '10.0.0.3'],
  ['10.0.0.9', 'x'.repeat(10_000), '10.0.0.9'],
  ['::ffff:10.0.0.9', '203.0.113.7', '203.0.113.7'],
  ['198.51.100.1', '203.0.113.7', '198.51.100.1'],
])('from %s with "%s" comes %s', (peer, forwardedFor, address) => {
  expect(clientAddress(peer, forwardedFor, networks('10.0.0.0/8'))).toBe(address);
});

test('without trusted proxies nobody is believed', () => {
  expect(clientAddress('10.0.0.9', '203.0.113.7', [])).toBe('10.0.0.9');
});

test('a household of IPv6 is one address, two of IPv4 are two', () => {
  expect(addressKey('2001:db8:1:2::1')).toBe(addressKey('2001:db8:1:2:ffff::9'));
  expect(addressKey('2001:db8:1:2::1')).not.toBe(addressKey('2001:db8:1:3::1'));
  expect(addressKey('10.0.0.1')).not.toBe(addressKey('10.0.0.2'));
});
