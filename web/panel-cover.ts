import { useEffect, useState } from 'preact/hooks';

/** What an open panel lies over: nothing where it stands beside the canvas, the tools at the right, or the whole page. */
export type Covered = 'nothing' | 'tools' | 'all';

/** From so wide on there is room for the panel beside the canvas; as in room.css. */
export const WIDE = '(min-width: 60rem)';
/** Up to here the panel, 26rem wide in room.css, is as wide as the page. */
const NARROW = '(max-width: 26rem)';

/** What is covered now. What is covered must not get the keyboard: nobody would see where it is. */
export function useCovered(open: boolean): Covered {
  const [size, setSize] = useState(sizeOfPage);
  useEffect(() => {
    const look = () => setSize(sizeOfPage());
    addEventListener('resize', look);
    return () => removeEventListener('resize', look);
  }, []);
  return open ? size : 'nothing';
}

function sizeOfPage(): Covered {
  if (matchMedia(WIDE).matches) return 'nothing';
  return matchMedia(NARROW).matches ? 'all' : 'tools';
}
