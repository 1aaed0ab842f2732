import type { ViewMessage } from '#chat';
import { useCell } from './cell-hook.ts';
import { Composer } from './composer.tsx';
import { Icon } from './icon.tsx';
import { MessageList } from './message-list.tsx';
import { PeoplePanel } from './people-panel.tsx';
import type { RoomSession } from './room-session.ts';
import { SettingsPanel } from './settings-panel.tsx';

export type PanelName = 'chat' | 'people' | 'settings';

interface SidePanelProps {
  readonly session: RoomSession;
  readonly open: PanelName;
  readonly turnTo: (panel: PanelName | undefined) => void;
  readonly moderates: boolean;
  readonly say: (text: string) => void;
  readonly openMenu: (message: ViewMessage, element: HTMLElement) => void;
  readonly rename: (() => void) | undefined;
  readonly leave: () => void;
}

const NAMES = { chat: 'Chat', people: 'People', settings: 'Settings' } as const;

/** Beside the canvas: what is said as a list, who is here, what a reader has chosen. */
export function SidePanel(props: SidePanelProps) {
  const { session, open, turnTo, moderates, say, openMenu, rename, leave } = props;
  const { count } = useCell(session.people);
  return (
    <aside class="panel" aria-label={NAMES[open]}>
      <header class="panel-head">
        <div class="tabs">
          {(['chat', 'people', 'settings'] as const).map((name) => (
            <button
              key={name}
              class="tab"
              type="button"
              aria-current={name === open ? 'true' : undefined}
              onClick={() => turnTo(name)}
            >
              {NAMES[name]}
              {name === 'people' && <span class="soft"> {count}</span>}
            </button>
          ))}
        </div>
        <button class="tool" type="button" aria-label="Close the panel" onClick={() => turnTo(undefined)}>
          <Icon name="close" />
        </button>
      </header>
      {open === 'chat' && (
        <div class="talk">
          <MessageList session={session} open={openMenu} />
          <Composer room={session.room} say={say} />
        </div>
      )}
      {open === 'people' && <PeoplePanel session={session} moderates={moderates} rename={rename} leave={leave} />}
      {open === 'settings' && <SettingsPanel />}
    </aside>
  );
}
