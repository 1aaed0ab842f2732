import { experimental, type ServerCredentials } from '@grpc/grpc-js';
import type { Logger } from './logger.ts';
import { readTlsFiles, sameMaterial, type TlsFiles, type TlsMaterial } from './tls-files.ts';

type CaListener = experimental.CaCertificateUpdateListener;
type IdentityListener = experimental.IdentityCertificateUpdateListener;

/** Certificates that are read again while the server runs. */
export interface RotatingTls {
  readonly credentials: ServerCredentials;
  /** Reads the files now; says whether there was anything new that could be used. */
  look(): boolean;
  close(): void;
}

/**
 * Opens certificates and looks every `everySeconds` whether their files have others: new connections get those, and those
 * that are open keep theirs until their age ends them. Files that cannot be used, half written ones among them, change
 * nothing and are told in the log. Their contents are compared, since Kubernetes swaps folders, which no watch sees well.
 *
 * @throws ScalerFault `bad-tls`
 */
export function openTls(files: TlsFiles, everySeconds: number, logger: Logger): RotatingTls {
  let material = readTlsFiles(files, Date.now());
  let lastFault = '';
  const provider = new Provider(material);
  const look = () => {
    try {
      const found = readTlsFiles(files, Date.now());
      lastFault = '';
      if (sameMaterial(found, material)) return false;
      material = found;
      provider.tell(found);
      logger.log('info', 'certificates-rotated');
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (reason !== lastFault) logger.log('error', 'certificates-kept', { reason });
      lastFault = reason;
      return false;
    }
  };
  const timer = setInterval(look, everySeconds * 1000).unref();
  const mutual = files.clientCaFile !== undefined;
  // Its types have the two providers the wrong way round (1.14.7): the first is the server's own certificate.
  const credentials = experimental.createCertificateProviderServerCredentials(
    provider,
    mutual ? provider : null,
    mutual,
  );
  return { credentials, look, close: () => clearInterval(timer) };
}

/** What grpc-js asks for certificates. It must hear of them after it has asked, never while it does. */
class Provider implements experimental.CertificateProvider {
  readonly #ca = new Set<CaListener>();
  readonly #identity = new Set<IdentityListener>();
  #material: TlsMaterial;

  constructor(material: TlsMaterial) {
    this.#material = material;
  }

  tell(material: TlsMaterial): void {
    this.#material = material;
    for (const listener of this.#ca) this.#tellCa(listener);
    for (const listener of this.#identity) this.#tellIdentity(listener);
  }

  addCaCertificateListener(listener: CaListener): void {
    this.#ca.add(listener);
    queueMicrotask(() => this.#ca.has(listener) && this.#tellCa(listener));
  }

  removeCaCertificateListener(listener: CaListener): void {
    this.#ca.delete(listener);
  }

  addIdentityCertificateListener(listener: IdentityListener): void {
    this.#identity.add(listener);
    queueMicrotask(() => this.#identity.has(listener) && this.#tellIdentity(listener));
  }

  removeIdentityCertificateListener(listener: IdentityListener): void {
    this.#identity.delete(listener);
  }

  #tellCa(listener: CaListener): void {
    const { clientCa } = this.#material;
    listener(clientCa === undefined ? null : { caCertificate: clientCa });
  }

  #tellIdentity(listener: IdentityListener): void {
    listener({ certificate: this.#material.cert, privateKey: this.#material.key });
  }
}
