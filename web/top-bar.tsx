import { useCell } from './cell-hook.ts';
import { ConnectionBadge } from './connection-badge.tsx';
import { Icon } from './icon.tsx';
import markUrl from './mark.svg';
import type { Covered } from './panel-cover.ts';
import { RoomPicker } from './room-picker.tsx';
import type { RoomSession } from './room-session.ts';
import type { PanelName } from './side-panel.tsx';

interface TopBarProps {
  readonly session: RoomSession;
  readonly goTo: (room: string) => void;
  readonly panel: PanelName | undefined;
  readonly turnTo: (panel: PanelName | undefined) => void;
  readonly unread: number;
  readonly help: () => void;
  /** What the panel lies over: the tools, or everything. */
  readonly covered: Covered;
}

/** The room's name, how well we are connected, and the way to everything else. */
export function TopBar({ session, goTo, panel, turnTo, unread, help, covered }: TopBarProps) {
  const { count } = useCell(session.people);
  const turn = (name: PanelName) => turnTo(panel === name ? undefined : name);
  return (
    <header class="bar">
      <h1 class="title raft" inert={covered === 'all'}>
        <img src={markUrl} alt="Breakwater" width="30" height="30" />
        <RoomPicker room={session.room} goTo={goTo} />
      </h1>
      <ConnectionBadge story={session.story} retryNow={() => session.retryNow()} />
      <nav class="raft tools" aria-label="Panels" inert={covered !== 'nothing'}>
        <button
          class="tool"
          type="button"
          aria-expanded={panel === 'chat'}
          aria-label={chatLabel(unread)}
          title="Chat"
          onClick={() => turn('chat')}
        >
          <Icon name="chat" />
          {unread > 0 && <span class="unread">{unread > 99 ? '99+' : unread}</span>}
        </button>
        <button
          class="tool people-tool"
          type="button"
          aria-expanded={panel === 'people'}
          aria-label={`${count} here`}
          title="People"
          onClick={() => turn('people')}
        >
          <Icon name="people" />
          <span class="count">{count}</span>
        </button>
        <button
          class="tool"
          type="button"
          aria-expanded={panel === 'settings'}
          aria-label="Settings"
          title="Settings"
          onClick={() => turn('settings')}
        >
          <Icon name="settings" />
        </button>
        <button class="tool wide" type="button" aria-label="Keys and gestures" title="Keys and gestures" onClick={help}>
          <Icon name="help" />
        </button>
      </nav>
    </header>
  );
}

function chatLabel(unread: number): string {
  return unread > 0 ? `Chat, ${unread} unread` : 'Chat';
}
