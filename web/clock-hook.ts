import { useEffect, useState } from 'preact/hooks';

/** The time, epoch milliseconds: moves every second while `ticking`, and stands still otherwise. */
export function useNow(ticking: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!ticking) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}
