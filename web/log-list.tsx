import { useEffect, useState } from 'preact/hooks';
import { ANNOUNCE_MS, announcement, type Heard } from './announcer.ts';
import { driftOf } from './bubble.ts';
import { useCell } from './cell-hook.ts';
import { whereabouts } from './compass.ts';
import type { Navigator } from './navigator.ts';
import type { RoomSession } from './room-session.ts';
import { SETTINGS } from './settings-cell.ts';

/** How many lines stay, for whoever reads them again. */
const MOST_LINES = 40;

interface Line {
  readonly key: number;
  readonly text: string;
}

/** The canvas for whoever listens: what others say, who and where, at most one announcement every two seconds. */
export function LogList({ session, navigator }: { readonly session: RoomSession; readonly navigator: Navigator }) {
  const { announce } = useCell(SETTINGS);
  const [lines, setLines] = useState<readonly Line[]>([]);
  useEffect(() => {
    let heard: Heard[] = [];
    let count = 0;
    const stop = session.onMessage(({ author, text, place, id }) => {
      if (session.hidden.value.has(author.id)) return;
      heard.push({ name: author.name, text, where: whereabouts(navigator.camera.value, place ?? driftOf(id)) });
    });
    const timer = setInterval(() => {
      if (heard.length === 0) return;
      const told = announcement(heard).map((text) => ({ key: count++, text }));
      heard = [];
      setLines((before) => [...before, ...told].slice(-MOST_LINES));
    }, ANNOUNCE_MS);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, [session]);
  return (
    <div class="unseen" role="log" aria-live={announce ? 'polite' : 'off'} aria-label="What is written on the canvas">
      {lines.map(({ key, text }) => (
        <p key={key}>{text}</p>
      ))}
    </div>
  );
}
