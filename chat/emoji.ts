import { ChatFault } from './fault.ts';

/**
 * One emoji as Unicode recommends it for general interchange (UTS 51), families, flags, keycaps and skin tones among
 * them. Which ones there are depends on the runtime's Unicode, so a newer emoji may be refused by an older runtime.
 */
const ONE_EMOJI = /^\p{RGI_Emoji}$/v;
/** The longest are flags of regions and families: 14 units today. */
const MOST_UNITS = 35;
/** Asks for the picture and not the sign. People's keyboards leave it out for some. */
const AS_PICTURE = '\ufe0f';

/**
 * Checks what somebody reacts with: one emoji and nothing else.
 *
 * @throws ChatFault `bad-emoji`
 * @example
 * parseEmoji('👍🏽') // => '👍🏽'
 * parseEmoji('❤') // => '❤️'
 */
export function parseEmoji(text: string): string {
  if (text.length <= MOST_UNITS) {
    for (const emoji of [text, text + AS_PICTURE]) if (ONE_EMOJI.test(emoji)) return emoji;
  }
  throw new ChatFault('bad-emoji');
}
