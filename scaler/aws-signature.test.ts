import { expect, test } from 'vitest';
import { canonicalRequest, signedHeaders } from './aws-signature.ts';

/** AWS's published suite of test vectors for Signature Version 4 (aws-sig-v4-test-suite): its keys, its time, its scope. */
const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const AT = Date.UTC(2015, 7, 30, 12, 36, 0);
const SCOPE = { region: 'us-east-1', service: 'service', at: AT };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const UNRESERVED = '-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SUITE_TOKEN =
  'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7' +
  'mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d' +
  '+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==';

interface Vector {
  readonly name: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly sessionToken?: string;
  readonly names?: string;
  readonly signature: string;
}

const VECTORS: readonly Vector[] = [
  { name: 'get-vanilla', signature: '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31' },
  {
    name: 'get-vanilla-query-order-key-case',
    path: '/?Param2=value2&Param1=value1',
    signature: 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  },
  {
    name: 'get-unreserved',
    path: `/${UNRESERVED}`,
    signature: '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f',
  },
  {
    name: 'post-vanilla',
    method: 'POST',
    signature: '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
  },
  {
    name: 'post-vanilla-query',
    method: 'POST',
    path: '/?Param1=value1',
    signature: '28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11',
  },
  {
    name: 'post-x-www-form-urlencoded',
    method: 'POST',
    headers: FORM,
    body: 'Param1=value1',
    names: 'content-type;host;x-amz-date',
    signature: 'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  },
  {
    name: 'post-x-www-form-urlencoded-parameters',
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf8' },
    body: 'Param1=value1',
    names: 'content-type;host;x-amz-date',
    signature: '1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe',
  },
  {
    name: 'post-sts-header-before',
    method: 'POST',
    sessionToken: SUITE_TOKEN,
    names: 'host;x-amz-date;x-amz-security-token',
    signature: '85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead',
  },
];

test.each(VECTORS)('AWS’s own vector $name', (vector) => {
  const { method = 'GET', path = '/', headers = {}, body = '', sessionToken, names = 'host;x-amz-date' } = vector;
  const request = { method, url: new URL(`https://example.amazonaws.com${path}`), headers, body };

  const signed = signedHeaders(request, SCOPE, { ...KEYS, sessionToken });

  expect(signed.authorization).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, ' +
      `SignedHeaders=${names}, Signature=${vector.signature}`,
  );
  expect(signed['x-amz-date']).toBe('20150830T123600Z');
});

test('the example of AWS’s signing guide, a GET of IAM', () => {
  const url = new URL('https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08');
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' };

  const signed = signedHeaders({ method: 'GET', url, headers, body: '' }, { ...SCOPE, service: 'iam' }, KEYS);

  expect(signed.authorization).toContain('5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7');
});

test('headers are put in order, and spaces in them counted once', () => {
  const headers = { 'My-Header2': '  "a   b   c"  ', 'my-header1': ' x ' };

  const { text, names } = canonicalRequest({ method: 'GET', url: new URL('https://a.b/'), headers, body: '' });

  expect(names).toBe('my-header1;my-header2');
  expect(text).toContain('my-header1:x\nmy-header2:"a b c"\n');
});
