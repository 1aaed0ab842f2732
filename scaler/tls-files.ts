import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ScalerFault } from './scaler-fault.ts';

/** Where the certificates of a server are. With `clientCaFile`, who calls must have a certificate that it signed. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly clientCaFile?: string | undefined;
}

/** What was in them: a certificate with those above it, its key, and who signs for clients. */
export interface TlsMaterial {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly clientCa: Buffer | undefined;
}

/**
 * Reads certificates and checks them before anybody relies on them: that they can be read, that the key belongs to the
 * certificate, and that it has not ended.
 *
 * @throws ScalerFault `bad-tls`, with every fault
 */
export function readTlsFiles(files: TlsFiles, at: number): TlsMaterial {
  const faults: string[] = [];
  const cert = readPart('certificate', files.certFile, faults);
  const key = readPart('key', files.keyFile, faults);
  const clientCa = files.clientCaFile === undefined ? undefined : readPart('clients’ CA', files.clientCaFile, faults);
  if (faults.length === 0) {
    checkPair(cert, key, files, at, faults);
    if (clientCa !== undefined)
      parse('the clients’ CA', files.clientCaFile, () => new X509Certificate(clientCa), faults);
  }
  if (faults.length > 0) throw new ScalerFault('bad-tls', faults);
  return { cert, key, clientCa };
}

function checkPair(cert: Buffer, key: Buffer, files: TlsFiles, at: number, faults: string[]): void {
  const certificate = parse('the certificate', files.certFile, () => new X509Certificate(cert), faults);
  const privateKey = parse('the key', files.keyFile, () => createPrivateKey(key), faults);
  if (certificate === undefined || privateKey === undefined) return;
  if (!certificate.checkPrivateKey(privateKey)) {
    faults.push(`the key in "${files.keyFile}" does not belong to the certificate in "${files.certFile}"`);
  }
  if (certificate.validToDate.getTime() <= at) {
    faults.push(`the certificate in "${files.certFile}" ended at ${certificate.validToDate.toISOString()}, renew it`);
  }
}

function readPart(name: string, file: string, faults: string[]): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    faults.push(`the ${name} "${file}" cannot be read (${(error as NodeJS.ErrnoException).code})`);
    return Buffer.alloc(0);
  }
}

function parse<Parsed>(
  name: string,
  file: string | undefined,
  read: () => Parsed,
  faults: string[],
): Parsed | undefined {
  try {
    return read();
  } catch {
    faults.push(`${name} in "${file}" is not PEM that can be understood`);
    return undefined;
  }
}

export function sameMaterial(one: TlsMaterial, other: TlsMaterial): boolean {
  const pairs = [
    [one.cert, other.cert],
    [one.key, other.key],
    [one.clientCa ?? Buffer.alloc(0), other.clientCa ?? Buffer.alloc(0)],
  ] as const;
  return pairs.every(([before, after]) => before.equals(after));
}
