import { useEffect, useRef } from 'preact/hooks';
import { isComposing } from './writing.ts';

/**
 * Where the keyboard goes when what had it is gone: into a panel that covers the buttons that opened it, and back to the
 * canvas, also for whoever just signed in, took another name or went to another room.
 */
export function useFocus(open: boolean, covers: boolean, settled: { current: boolean }): void {
  const before = useRef<boolean>(undefined);
  useEffect(() => {
    const entered = before.current === undefined && settled.current;
    if (entered || (before.current && !open)) document.getElementById('canvas')?.focus({ preventScroll: true });
    if (before.current === false && open && covers)
      document.querySelector<HTMLElement>('.panel .tab[aria-current]')?.focus();
    before.current = open;
    settled.current = true;
  }, [open]);
}

/** Keys that work wherever nothing is written, and Escape in a panel where nothing is. */
export function useScreenKeys({ help, chat, back }: Record<'help' | 'chat' | 'back', () => void>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const { target, key } = event;
      if (!(target instanceof Element) || event.ctrlKey || event.metaKey || event.altKey) return;
      const written = target instanceof HTMLTextAreaElement && target.value !== '';
      if (key === 'Escape' && target.closest('.panel') && !written && !isComposing(event)) return back();
      if (target.closest('input, textarea, dialog') || (key !== '?' && key !== 'c')) return;
      event.preventDefault();
      if (key === '?') help();
      else chat();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });
}
