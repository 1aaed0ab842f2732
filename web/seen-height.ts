/**
 * Tells the style how much of the page is seen. A telephone's keyboard lies over the page on some browsers, and would hide
 * what is written. The returned function ends that.
 */
export function followSeenHeight(): () => void {
  const { visualViewport: seen, document } = window;
  if (!seen) return () => {};
  const { style } = document.documentElement;
  const measure = () => {
    // Who has zoomed into the page wants it as it is.
    const zoomed = seen.scale > 1.01;
    style.setProperty('--seen-height', zoomed ? '100dvh' : `${seen.height}px`);
    style.setProperty('--seen-top', zoomed ? '0px' : `${seen.offsetTop}px`);
  };
  measure();
  seen.addEventListener('resize', measure);
  seen.addEventListener('scroll', measure);
  return () => {
    seen.removeEventListener('resize', measure);
    seen.removeEventListener('scroll', measure);
  };
}
