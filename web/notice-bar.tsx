import { useEffect } from 'preact/hooks';
import { useNow } from './clock-hook.ts';
import type { Notice } from './room-session.ts';

interface NoticeBarProps {
  readonly notice: Notice | undefined;
  readonly dismiss: () => void;
}

/** What is wrong right now, in a sentence, and for how long if that is known. */
export function NoticeBar({ notice, dismiss }: NoticeBarProps) {
  const now = useNow(notice?.until !== undefined);
  const left = notice?.until === undefined ? undefined : Math.max(0, Math.ceil((notice.until - now) / 1000));
  useEffect(() => {
    if (left === 0) dismiss();
  }, [left]);
  return (
    <div class="notices" role="status">
      {notice && (
        <p class="notice">
          <span>
            {notice.text}
            {left !== undefined && <span aria-hidden="true">. It goes on in {left} s</span>}
          </span>
          {left === undefined && (
            <button class="button small" type="button" onClick={dismiss}>
              Dismiss
            </button>
          )}
        </p>
      )}
    </div>
  );
}
