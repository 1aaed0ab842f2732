import { describe, expect, it } from 'vitest';
import { splitLinks } from './links.ts';

const hrefs = (text: string) => splitLinks(text).flatMap(({ href }) => href ?? []);

describe('links in a text', () => {
  it('loses nothing of the text', () => {
    const text = 'a http://b.example/c?d=(e) f\nhttps://g.example. (see http://h.example/i)';

    const together = splitLinks(text)
      .map((piece) => piece.text)
      .join('');

    expect(together).toBe(text);
  });

  it.each([
    ['See https://a.example/b.', 'https://a.example/b'],
    ['(https://a.example/b)', 'https://a.example/b'],
    ['https://a.example/b_(c)', 'https://a.example/b_(c)'],
    ['HTTPS://A.example', 'https://a.example/'],
    ['«https://a.example/?q=1&r=2», yes', 'https://a.example/?q=1&r=2'],
  ])('finds the address in %s', (text, href) => {
    expect(hrefs(text)).toEqual([href]);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'ftp://a.example', 'http://', 'https://[', 'no address'])(
    'makes no link of %s',
    (text) => {
      expect(splitLinks(text)).toEqual([{ text }]);
    },
  );
});
