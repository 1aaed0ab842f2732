import { createHash, createHmac } from 'node:crypto';

/** Keys of AWS; the token belongs to those that end by themselves. */
export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface AwsRequest {
  readonly method: string;
  readonly url: URL;
  /** All of them are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface AwsScope {
  readonly region: string;
  readonly service: string;
  /** When it is asked, in epoch milliseconds; AWS takes 5 minutes of difference. */
  readonly at: number;
}

/**
 * The headers of a request with a signature over all of it, as AWS describes Signature Version 4 (IAM User Guide, "Create
 * a signed AWS API request"): for every service but S3, which encodes paths once.
 */
export function signedHeaders(
  request: AwsRequest,
  { region, service, at }: AwsScope,
  keys: AwsKeys,
): Record<string, string> {
  const time = new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const headers: Record<string, string> = { ...request.headers, host: request.url.host, 'x-amz-date': time };
  if (keys.sessionToken !== undefined) headers['x-amz-security-token'] = keys.sessionToken;
  const { text, names } = canonicalRequest({ ...request, headers });
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(text)].join('\n');
  const signature = hmac(signingKey(keys.secretAccessKey, scope), toSign).toString('hex');
  const credential = `Credential=${keys.accessKeyId}/${scope}`;
  headers.authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names}, Signature=${signature}`;
  return headers;
}

/** The text that a signature is made over, and the names of its headers. */
export function canonicalRequest({ method, url, headers, body }: AwsRequest): { text: string; names: string } {
  const sorted = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value.trim().replace(/ +/g, ' ')] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const path = url.pathname.split('/').map(encode).join('/');
  const query = [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort((one, other) => (one < other ? -1 : 1))
    .join('&');
  const names = sorted.map(([name]) => name).join(';');
  const lines = sorted.map(([name, value]) => `${name}:${value}\n`).join('');
  return { text: [method, path, query, lines, names, sha256(body)].join('\n'), names };
}

/** @param scope date/region/service/aws4_request */
function signingKey(secret: string, scope: string): Buffer {
  return scope.split('/').reduce<Buffer>((key, part) => hmac(key, part), Buffer.from(`AWS4${secret}`));
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** As RFC 3986: encodeURIComponent leaves five more characters alone. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
