/** The colours of what is drawn, each a property of analytics.css; told apart by dash and shape too. */
export const COLOURS = [
  'actual',
  'predicted',
  'coming',
  'band',
  'capacity',
  'desired',
  'ready',
  'reactive',
  'grid',
  'ink-soft',
  'future',
] as const;

export type Colour = (typeof COLOURS)[number];

/**
 * What a canvas can paint with, as the theme is now. A property that depends on the theme only becomes a colour on an
 * element, so one is asked.
 */
export function readColours(root: HTMLElement): Record<Colour, string> {
  const probe = document.createElement('span');
  root.append(probe);
  const entries = COLOURS.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  return Object.fromEntries(entries) as Record<Colour, string>;
}
