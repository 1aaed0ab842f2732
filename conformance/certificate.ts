import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate with its key, as PEM. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
}

export interface Authority extends Issued {
  /**
   * Signs for this machine, or for another one; `days` may be negative, which is a certificate that has ended.
   */
  issue(name: string, days?: number, host?: string): Issued;
}

const DAY_MS = 86_400_000;
const OID = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  constraints: '2.5.29.19',
  names: '2.5.29.17',
};

/** An authority of our own, made with what Node has: X.509 v3 (RFC 5280) in DER, on the curve P-256. */
export function makeAuthority(name: string): Authority {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const cert = certificate({
    subject: name,
    issuer: name,
    days: 30,
    publicKey: pair.publicKey,
    signer: pair.privateKey,
    ca: true,
  });
  return {
    cert,
    key: pemOf(pair.privateKey),
    issue: (subject, days = 30, host) => {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const issued = certificate({ subject, issuer: name, days, publicKey, signer: pair.privateKey, ca: false, host });
      return { cert: issued, key: pemOf(privateKey) };
    },
  };
}

interface Request {
  readonly subject: string;
  readonly issuer: string;
  readonly days: number;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly ca: boolean;
  readonly host?: string | undefined;
}

function certificate({ subject, issuer, days, publicKey, signer, ca, host }: Request): string {
  const algorithm = sequence(oid(OID.ecdsaWithSha256));
  const until = Date.now() + days * DAY_MS;
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    nameOf(issuer),
    sequence(time(Math.min(Date.now(), until) - DAY_MS), time(until)),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(
      0xa3,
      sequence(
        extension(OID.constraints, constraints(ca)),
        extension(OID.names, host === undefined ? thisMachine() : sequence(nameOfHost(host))),
      ),
    ),
  );
  const signature = tagged(0x03, Buffer.from([0]), sign('sha256', body, signer));
  const text = sequence(body, algorithm, signature)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`;
}

const constraints = (ca: boolean) => (ca ? sequence(tagged(0x01, Buffer.from([0xff]))) : sequence());
const nameOfHost = (host: string) => tagged(0x82, Buffer.from(host));
const thisMachine = () => sequence(nameOfHost('localhost'), tagged(0x87, Buffer.from([127, 0, 0, 1])));
const extension = (id: string, value: Buffer) => sequence(oid(id), tagged(0x04, value));
const nameOf = (name: string) => sequence(tagged(0x31, sequence(oid(OID.commonName), tagged(0x0c, Buffer.from(name)))));
const sequence = (...parts: readonly Buffer[]) => tagged(0x30, ...parts);
const integer = (bytes: Buffer) => tagged(0x02, bytes);

function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/\D/g, '').slice(0, 14);
  return tagged(0x18, Buffer.from(`${digits}Z`));
}

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(number: number): number[] {
  const digits = [number & 0x7f];
  for (let left = number >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
