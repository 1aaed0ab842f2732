import fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8Length } from '#chat';

test('the length of any text in UTF-8 is what TextEncoder makes of it', () => {
  const encoder = new TextEncoder();
  const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
  const surrogates = fc.integer({ min: 0xd7f0, max: 0xe010 }).map((code) => String.fromCharCode(code));
  const text = fc.array(fc.oneof(unit, surrogates)).map((units) => units.join(''));

  fc.assert(
    fc.property(text, (any) => {
      expect(utf8Length(any)).toBe(encoder.encode(any).length);
    }),
    { numRuns: 2_000 },
  );
});
