/** A message id that nobody else makes: 128 random bits. Not randomUUID, which a page on plain http has not. */
export function newMessageId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
