import { useEffect, useState } from 'preact/hooks';
import type { Visitor } from '#chat';
import { AuthorSign } from './author-sign.tsx';

interface MemberPanelProps {
  readonly members: readonly Visitor[];
  readonly count: number;
  readonly self: Visitor | undefined;
  readonly leave: () => void;
}

const WIDE = '(min-width: 56rem)';

/** Who is here. Open beside the messages where there is room, and behind its number where there is not. */
export function MemberPanel({ members, count, self, leave }: MemberPanelProps) {
  const [open, setOpen] = useState(() => matchMedia(WIDE).matches);
  useEffect(() => {
    const wide = matchMedia(WIDE);
    const follow = () => setOpen(wide.matches);
    wide.addEventListener('change', follow);
    return () => wide.removeEventListener('change', follow);
  }, []);

  const sorted = members.toSorted((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
  const more = count - members.length;
  return (
    <aside class="members" aria-label="Members">
      <h2>
        <button class="quiet" type="button" aria-expanded={open} aria-controls="members" onClick={() => setOpen(!open)}>
          <span class="count">{count}</span> here
          <svg class="chevron" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
            <path d="m4 6.5 4 4 4-4" />
          </svg>
        </button>
      </h2>
      <div id="members" hidden={!open}>
        <ul>
          {sorted.map(({ id, name }) => (
            <li key={id}>
              <AuthorSign id={id} name={name} />
              <span class="name">
                <bdi>{name}</bdi>
                {id === self?.id && <span class="soft"> (you)</span>}
              </span>
            </li>
          ))}
        </ul>
        {more > 0 && <p class="soft">and {more} more</p>}
        <button class="button small" type="button" onClick={leave}>
          Leave
        </button>
      </div>
    </aside>
  );
}
