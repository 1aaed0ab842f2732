import { useEffect, useState } from 'preact/hooks';

/** The time, epoch milliseconds: moves every `stepMs` while `ticking`, and stands still otherwise. */
export function useNow(ticking: boolean, stepMs = 500): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!ticking) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), stepMs);
    return () => clearInterval(timer);
  }, [ticking, stepMs]);
  return now;
}
