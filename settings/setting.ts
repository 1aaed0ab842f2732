/** One environment name: how its text is read, and what a person must know of it. Documents are made from this. */
export interface Setting<Value> {
  /** What follows "must be" when it is not. */
  readonly rule: string;
  /** The value's text when it is not set; `undefined` when it is then absent. */
  readonly default?: string;
  readonly purpose: string;
  /** A secret's value is never shown, in no message. */
  readonly secret?: boolean;
  /** `undefined` when the text breaks the rule. */
  readonly read: (text: string) => Value | undefined;
}

type Shape<Value> = Pick<Setting<Value>, 'rule' | 'read'>;

/**
 * @example
 * wholeNumber(0, 10).read('7') // => 7
 * wholeNumber(0, 10).read('7.5') // => undefined
 */
export function wholeNumber(least: number, most: number): Shape<number> {
  return {
    rule: `a whole number from ${least} to ${most}`,
    read: (text) => {
      const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
      return value >= least && value <= most ? value : undefined;
    },
  };
}

export function oneOf<const Word extends string>(...words: readonly Word[]): Shape<Word> {
  return {
    rule: words.map((word) => `"${word}"`).join(' or '),
    read: (text) => words.find((word) => word === text),
  };
}

export const YES_OR_NO: Shape<boolean> = {
  rule: '"true" or "false"',
  read: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
};

/** Text that a pattern allows; `rule` says the pattern in words. */
export function matching(pattern: RegExp, rule: string): Shape<string> {
  return { rule, read: (text) => (pattern.test(text) ? text : undefined) };
}

const utf8 = new TextEncoder();

export function secretOf(bytes: number): Shape<string> {
  return { rule: `at least ${bytes} bytes`, read: (text) => (utf8.encode(text).length >= bytes ? text : undefined) };
}

/** An address of one of these schemes (`redis:`), that `also` accepts. */
export function address(
  schemes: readonly string[],
  rule: string,
  also: (url: URL, text: string) => boolean = () => true,
): Shape<string> {
  return {
    rule,
    read: (text) => {
      const url = URL.parse(text);
      return url && schemes.includes(url.protocol) && url.hostname !== '' && also(url, text) ? text : undefined;
    },
  };
}

/** Several of a shape, with commas between; none of them empty. */
export function listOf<Value>(shape: Shape<Value>, rule: string): Shape<readonly Value[]> {
  return {
    rule,
    read: (text) => {
      const values = text === '' ? [] : text.split(',').map((part) => shape.read(part.trim()));
      return values.includes(undefined) ? undefined : (values as Value[]);
    },
  };
}
