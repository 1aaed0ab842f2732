import { useEffect } from 'preact/hooks';
import type { Cell } from './cell.ts';
import { useCell } from './cell-hook.ts';
import { useNow } from './clock-hook.ts';
import { type Notice, untilText } from './notice.ts';

/** What a person should know right now, in a sentence, and for how long if that matters. */
export function NoticeBar({ cell }: { readonly cell: Cell<Notice | undefined> }) {
  const notice = useCell(cell);
  const now = useNow(notice?.until !== undefined);
  const leftMs = (notice?.until ?? 0) - now;
  const over = notice?.until !== undefined && Date.now() >= notice.until;
  useEffect(() => {
    if (over) cell.set(undefined);
  }, [over]);
  return (
    <div class="notices" role="status">
      {notice && (
        <p class="notice">
          <span>
            {notice.text}
            {notice.again && (
              <>
                . {notice.again} <span aria-hidden="true">in {untilText(leftMs)}</span>
                <span class="unseen">soon</span>
              </>
            )}
          </span>
          <button class="button small" type="button" onClick={() => cell.set(undefined)}>
            Dismiss
          </button>
        </p>
      )}
    </div>
  );
}
