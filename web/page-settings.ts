import * as z from 'zod/mini';

/** For how long a message stays on the canvas, in seconds; 0 for ever. */
export const FADES = [5, 10, 30, 50, 0] as const;
export const THEMES = ['auto', 'light', 'dark'] as const;

export const SettingsSchema = z.object({
  fadeSeconds: z.union(FADES.map((seconds) => z.literal(seconds))),
  theme: z.enum(THEMES),
  /** Whether others see our words while we write them. */
  liveTyping: z.boolean(),
  /** Whether others see where we point, and we where they do. */
  cursors: z.boolean(),
  /** Whether new messages are read aloud by a screen reader. */
  announce: z.boolean(),
  /** Whether the system tells of new messages while the page is out of sight. */
  notify: z.boolean(),
  /** Whether the chat stands beside the canvas where there is room for it. */
  chatOpen: z.boolean(),
});

export type PageSettings = z.infer<typeof SettingsSchema>;

export const DEFAULT_SETTINGS: PageSettings = {
  fadeSeconds: 5,
  theme: 'auto',
  liveTyping: true,
  cursors: true,
  announce: true,
  notify: false,
  chatOpen: true,
};

/**
 * For how long a message is seen, in milliseconds.
 *
 * @example
 * fadeMsOf({ ...DEFAULT_SETTINGS, fadeSeconds: 10 }) // => 10000
 */
export function fadeMsOf({ fadeSeconds }: PageSettings): number {
  return fadeSeconds === 0 ? Number.POSITIVE_INFINITY : fadeSeconds * 1000;
}
