import { expect } from 'vitest';
import type { Behaviours } from './app-scene.ts';

/** What is said, and what arrives. Characters that cannot be seen are written as their numbers. */
const CLEANED: ReadonlyArray<readonly [said: string, heard: string]> = [
  ['one\r\ntwo\rthree', 'one\ntwo\nthree'],
  ['tab\tand\u0000nothing\u001b[31m', 'tab\tandnothing[31m'],
  ['left \u202eright\u2066!', 'left right!'],
  ['no\u200bthing\ufeff hidden\u00ad', 'nothing hidden'],
  [`z${'\u0301'.repeat(30)}`, `\u017a${'\u0301'.repeat(8)}`],
];

/** What arrives as it was said. */
const KEPT_AS_IT_IS = [
  'Ünïcödé ñ 日本語 العربية हिन्दी',
  '👩‍👩‍👧‍👦 🇫🇷 👍🏽',
  '"quotes" \\ backslash \\u0041 </script><b>',
  '{"offset":999,"text":"not me"}',
  '__proto__ constructor toString',
  'line\u2028separator\u2029',
  '  spaces stay  ',
  "'; DROP TABLE entries; --",
];

/** What happens to the words. */
export const TEXTS: Behaviours = {
  async 'what could hide or harm in a text is taken out'(scene) {
    const [ada, bob] = [await scene.enter('ada'), await scene.enter('bob', { at: 'reader' })];

    for (const [said] of CLEANED) await ada.tell(said);

    const heard = await bob.heard(CLEANED.length);
    expect(heard.map(({ text }) => text)).toEqual(CLEANED.map(([, text]) => text));
  },

  async 'every other text arrives as it was said, by every way'(scene) {
    const [ada, bob] = [await scene.enter('ada'), await scene.enter('bob', { at: 'reader' })];

    for (const text of KEPT_AS_IT_IS) await ada.tell(text);

    expect((await bob.heard(KEPT_AS_IT_IS.length)).map(({ text }) => text)).toEqual(KEPT_AS_IT_IS);
    const read = await scene.json<{ entries: Array<{ text: string }> }>('…/messages', { as: 'bob', at: 'reader' });
    expect(read.entries.map(({ text }) => text)).toEqual(KEPT_AS_IT_IS);
  },

  async 'half a letter becomes the sign for one that cannot be read'(scene) {
    const ada = await scene.enter('ada');

    ada.send('{"type":"say","id":"message-1","text":"half \\ud83d letter"}');

    expect((await ada.heard(1))[0]?.text).toBe('half \ufffd letter');
  },

  async 'a name is cleaned before anybody sees it'(scene) {
    const claims = { name: '  A\u202eda\u200b   Lovelace ' };

    const ada = await scene.enter('ada', { claims });
    await ada.tell('hello');

    expect((await ada.frame('welcome')).visitor.name).toBe('Ada Lovelace');
    expect((await ada.heard(1))[0]?.author.name).toBe('Ada Lovelace');
  },

  async 'the same words over HTTP are cleaned in the same way'(scene) {
    const bob = await scene.enter('bob', { at: 'reader' });

    for (const [text] of CLEANED) await scene.request('…/messages', { as: 'ada', body: { text } });

    expect((await bob.heard(CLEANED.length)).map(({ text }) => text)).toEqual(CLEANED.map(([, text]) => text));
  },
};
