/** What people react with first. */
export const REACTIONS = ['👍', '❤️', '😂', '😮', '🎉', '👀'] as const;

const WORDS: Readonly<Record<string, string>> = {
  '+1': '👍',
  '-1': '👎',
  smile: '😄',
  grin: '😁',
  joy: '😂',
  wink: '😉',
  heart: '❤️',
  eyes: '👀',
  tada: '🎉',
  wave: '👋',
  fire: '🔥',
  rocket: '🚀',
  star: '⭐',
  sun: '☀️',
  moon: '🌙',
  rain: '🌧️',
  snow: '❄️',
  ocean: '🌊',
  boat: '⛵',
  ship: '🚢',
  anchor: '⚓',
  fish: '🐟',
  coffee: '☕',
  tea: '🍵',
  cake: '🍰',
  pizza: '🍕',
  beer: '🍺',
  clap: '👏',
  pray: '🙏',
  muscle: '💪',
  ok: '👌',
  point_up: '☝️',
  thinking: '🤔',
  shrug: '🤷',
  sob: '😭',
  cry: '😢',
  angry: '😠',
  cool: '😎',
  party: '🥳',
  love: '😍',
  sweat: '😅',
  sleep: '😴',
  scream: '😱',
  check: '✅',
  x: '❌',
  warning: '⚠️',
  question: '❓',
  bulb: '💡',
  bug: '🐛',
  sparkles: '✨',
};

/**
 * Puts an emoji in place of a word between colons that was just finished at `end`, if there is one of that name.
 *
 * @example
 * withEmoji('Hello :wave:', 12) // => { text: 'Hello 👋', end: 8 }
 * withEmoji('at 10:30:', 9) // => { text: 'at 10:30:', end: 9 }
 */
export function withEmoji(text: string, end: number): { readonly text: string; readonly end: number } {
  const before = text.slice(0, end);
  const [typed, word = ''] = /:([a-z_+\-1]+):$/.exec(before) ?? [];
  const emoji = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  if (typed === undefined || emoji === undefined) return { text, end };
  const start = before.slice(0, -typed.length) + emoji;
  return { text: start + text.slice(end), end: start.length };
}
