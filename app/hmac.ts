/**
 * Whether a text was signed with one shared secret: HMAC with SHA-256 (RFC 2104). MUST take the same time wherever a
 * wrong signature differs.
 */
export type HmacCheck = (signed: string, signature: Uint8Array<ArrayBuffer>) => boolean | Promise<boolean>;

/** Makes a check for each secret. */
export type NewHmacCheck = (secret: string) => HmacCheck;

const HMAC = { name: 'HMAC', hash: 'SHA-256' };
const utf8 = new TextEncoder();

/** With what every runtime has. The key is made once; not even that is waited for in another request's work. */
export const hmacCheckWeb: NewHmacCheck = (secret) => {
  let key: CryptoKey | undefined;
  return async (signed, signature) => {
    key ??= await crypto.subtle.importKey('raw', utf8.encode(secret), HMAC, false, ['verify']);
    return crypto.subtle.verify('HMAC', key, signature, utf8.encode(signed));
  };
};
