import { Cell } from './cell.ts';
import { MEMORY } from './page-memory.ts';
import type { PageSettings } from './page-settings.ts';

/** What this reader has chosen, for every room. */
export const SETTINGS = new Cell<PageSettings>(MEMORY.settings);

export function choose(change: Partial<PageSettings>): void {
  SETTINGS.set({ ...SETTINGS.value, ...change });
}

/** Keeps what is chosen, and shows the page by day or by night; the returned function ends that. */
export function followSettings(): () => void {
  const apply = (settings: PageSettings) => {
    document.documentElement.dataset.theme = settings.theme;
  };
  apply(SETTINGS.value);
  return SETTINGS.follow((settings) => {
    MEMORY.settings = settings;
    apply(settings);
  });
}
