import { useCell } from './cell-hook.ts';
import type { Draft } from './draft.ts';
import type { Stage } from './stage.ts';

/** Tells newcomers what to do, for as long as nobody does anything. */
export function WritingHint({ stage, draft }: { readonly stage: Stage; readonly draft: Draft }) {
  const bubbles = useCell(stage.bubbles);
  const written = useCell(draft.cell);
  if (written || bubbles.length > 0) return null;
  const touch = matchMedia('(pointer: coarse)').matches;
  return <p class="hint">{touch ? 'Tap anywhere and write' : 'Click anywhere and write, or press Enter'}</p>;
}
