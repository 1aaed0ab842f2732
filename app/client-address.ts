import { isWithin, type Network, parseNetwork } from './network.ts';

/**
 * Where a request comes from, for limits. `X-Forwarded-For` is believed only as far as trusted proxies wrote it: from
 * its end backwards, up to the first address that is not one of theirs. What stands before that anybody may have made up.
 *
 * @example
 * const ours = { size: 32 as const, value: 10n << 24n, bits: 8 }; // 10.0.0.0/8
 * clientAddress('10.0.0.9', '6.6.6.6, 203.0.113.7, 10.0.0.3', [ours]) // => '203.0.113.7'
 * clientAddress('198.51.100.1', '203.0.113.7', [ours]) // => '198.51.100.1'
 */
export function clientAddress(peer: string, forwardedFor: string | undefined, proxies: readonly Network[]): string {
  const hops = [...(forwardedFor ?? '').split(',').map((hop) => hop.trim()), peer];
  let address = peer;
  for (const hop of hops.reverse()) {
    const parsed = parseNetwork(hop);
    // Something that is no address was not written by a proxy that knows what it does: what is behind it counts.
    if (parsed === undefined) break;
    address = hop;
    if (!proxies.some((network) => isWithin(parsed, network))) break;
  }
  return address;
}

const HOUSEHOLD_BITS = 64n;

/**
 * What connections of one address are counted under. Whoever has one IPv6 address has a whole /64 of them.
 *
 * @example
 * addressKey('2001:db8::1') === addressKey('2001:db8::2') // => true
 * addressKey('203.0.113.7') === addressKey('::ffff:203.0.113.7') // => true
 */
export function addressKey(address: string): string {
  const parsed = parseNetwork(address);
  if (parsed === undefined) return address.slice(0, 64);
  if (parsed.size === 32) return parsed.value.toString(16);
  return `${(parsed.value >> HOUSEHOLD_BITS).toString(16)}::`;
}
