import type { Config } from './config.ts';
import type { Finding } from './finding.ts';
import { readTlsFiles } from './tls-files.ts';

const THIS_MACHINE = ['127.0.0.1', '::1', 'localhost'];
const EVERYWHERE = ['0.0.0.0', '::'];

type Doors = Pick<Config, 'grpc' | 'auth' | 'rest' | 'metrics' | 'kubernetes'>;

/** What is to be said of the three doors: who can come in, and who cannot. */
export function doorFindings(config: Doors): Finding[] {
  const { auth, rest, metrics } = config;
  const findings = grpcFindings(config);
  const advise = (about: string, sentence: string) => void findings.push({ level: 'advice', about, sentence });
  if (auth.secret === undefined && auth.jwksUrl === undefined) {
    advise('REST', 'nobody can show a token: set AUTH_JWKS_URL or AUTH_SECRET to use it');
  }
  if (auth.openReading && !THIS_MACHINE.includes(rest.host)) {
    advise('REST', `everybody who reaches ${rest.host} may read it: OPEN_READING is for one machine`);
  }
  for (const [about, { host }] of [
    ['REST', rest],
    ['metrics', metrics],
  ] as const) {
    if (EVERYWHERE.includes(host)) advise(about, `it listens on every address, ${host}: one is enough`);
  }
  return findings;
}

function grpcFindings({ grpc, kubernetes }: Doors): Finding[] {
  const about = 'gRPC';
  const findings: Finding[] = [];
  if (THIS_MACHINE.includes(grpc.host) && kubernetes.url !== undefined) {
    const sentence = `KEDA cannot come to ${grpc.host} from another pod: set GRPC_HOST to 0.0.0.0`;
    findings.push({ level: 'advice', about, sentence });
  }
  if (grpc.tls === undefined) {
    if (!THIS_MACHINE.includes(grpc.host)) {
      const sentence = 'it is in plain text, and whoever reaches it is answered: set TLS_CERT_FILE and TLS_KEY_FILE';
      findings.push({ level: 'advice', about, sentence: `${sentence}, or use a mesh` });
    }
    return findings;
  }
  try {
    readTlsFiles(grpc.tls, Date.now());
    findings.push({ level: 'ok', about, sentence: 'its certificates can be used' });
  } catch (error) {
    findings.push({ level: 'fault', about, sentence: error instanceof Error ? error.message : String(error) });
  }
  return findings;
}
