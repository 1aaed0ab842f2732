/**
 * A text for the log without what may be a secret in it: what stands before "@" in an address, what comes after
 * "Bearer", and anything that looks like a token.
 *
 * @example
 * withoutSecrets('connect redis://:pa55@cache:6379 failed') // => 'connect redis://…@cache:6379 failed'
 * withoutSecrets('Bearer abc.def') // => 'Bearer …'
 */
export function withoutSecrets(text: string): string {
  return text
    .replace(/\/\/[^/\s"]*@/g, '//…@')
    .replace(/\b(Bearer|Basic)\s+\S+/gi, '$1 …')
    .replace(/\beyJ[\w-]+(\.[\w-]*)*/g, '…');
}
