/** An IP address, or all addresses that begin with so many of its bits. */
export interface Network {
  /** 32 bits of IPv4, 128 of IPv6. */
  readonly size: 32 | 128;
  readonly value: bigint;
  readonly bits: number;
}

/**
 * Reads an address (`10.1.2.3`, `2001:db8::1`) or a network (`10.0.0.0/8`). An IPv4 address that is written as IPv6
 * (`::ffff:10.1.2.3`, as a socket for both tells it) is the IPv4 address. `undefined` for what is neither.
 *
 * @example
 * parseNetwork('10.0.0.0/8')?.bits // => 8
 * parseNetwork('10.0.0.256') // => undefined
 */
export function parseNetwork(text: string): Network | undefined {
  const [, address = '', length] = /^([0-9A-Fa-f:.]{2,45})(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const parsed = address.includes(':') ? parseIpv6(address) : parseIpv4(address);
  if (parsed === undefined) return undefined;
  const bits = length === undefined ? parsed.size : Number(length);
  return bits <= parsed.size ? { ...parsed, bits } : undefined;
}

/**
 * @example
 * isWithin(parseNetwork('10.1.2.3'), parseNetwork('10.0.0.0/8')) // => true
 */
export function isWithin(address: Network | undefined, network: Network | undefined): boolean {
  if (address === undefined || network === undefined || address.size !== network.size) return false;
  const rest = BigInt(network.size - network.bits);
  return address.value >> rest === network.value >> rest;
}

type Address = Pick<Network, 'size' | 'value'>;

function parseIpv4(text: string): Address | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return;
  return { size: 32, value: parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n) };
}

function parseIpv6(text: string): Address | undefined {
  const groups = groupsOf(text);
  if (groups === undefined) return undefined;
  const value = groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
  const isMapped = value >> 32n === 0xffffn;
  return isMapped ? { size: 32, value: value & 0xffff_ffffn } : { size: 128, value };
}

/** The eight groups of an IPv6 address, whatever it leaves out; a last part like IPv4 is two of them. */
function groupsOf(text: string): string[] | undefined {
  const [, front = text, last] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text) ?? [];
  const tail = last === undefined ? undefined : parseIpv4(last);
  if (last !== undefined && tail === undefined) return undefined;
  const whole =
    tail === undefined ? text : `${front}${(tail.value >> 16n).toString(16)}:${(tail.value & 0xffffn).toString(16)}`;
  const halves = whole.split('::');
  if (halves.length > 2) return undefined;
  const [before = [], after = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - before.length - after.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  return groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group)) ? groups : undefined;
}
