/** What a browser's window has and Node has not. */
interface WindowLike {
  addEventListener?(type: string, listener: () => void): void;
  removeEventListener?(type: string, listener: () => void): void;
}

/**
 * Calls `changed` when the machine's network comes or goes, where there is a window to tell of it. `true` says that it
 * came; it is a hint, no more: only a socket knows.
 */
export function watchNetwork(changed: (online: boolean) => void): () => void {
  const window = globalThis as WindowLike;
  const came = () => changed(true);
  const went = () => changed(false);
  window.addEventListener?.('online', came);
  window.addEventListener?.('offline', went);
  return () => {
    window.removeEventListener?.('online', came);
    window.removeEventListener?.('offline', went);
  };
}
