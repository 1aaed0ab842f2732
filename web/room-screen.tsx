import { useEffect, useState } from 'preact/hooks';
import type { Position, ViewMessage } from '#chat';
import type { Bubble } from './bubble.ts';
import { driftOf } from './bubble.ts';
import { placeOf } from './camera.ts';
import { Canvas, flyToLatest } from './canvas.tsx';
import { useCell } from './cell-hook.ts';
import { EdgeMarkList } from './edge-mark-list.tsx';
import { EndingCard } from './ending-card.tsx';
import { freePlace } from './free-place.ts';
import { useFocus, useScreenKeys } from './keyboard-hook.ts';
import { LogList } from './log-list.tsx';
import { MessageMenu } from './message-menu.tsx';
import { NameDialog } from './name-dialog.tsx';
import { NoticeBar } from './notice-bar.tsx';
import { OutboxBar } from './outbox-bar.tsx';
import { useCovered, WIDE } from './panel-cover.ts';
import type { RoomPageProps, Stay } from './room-page.tsx';
import { choose, SETTINGS } from './settings-cell.ts';
import { ShortcutHelp } from './shortcut-help.tsx';
import { type PanelName, SidePanel } from './side-panel.tsx';
import { keyOfMessage, type Stage } from './stage.ts';
import { seemsModerator } from './token-rights.ts';
import { TopBar } from './top-bar.tsx';
import { WritingHint } from './writing-hint.tsx';
import { ZoomBar } from './zoom-bar.tsx';

interface Menu {
  readonly position: Position;
  readonly beside: DOMRect;
  readonly key: string;
}

/** Everything of a room on the screen. */
export function RoomScreen({
  stay,
  room,
  goTo,
  leave,
  rename,
  ticket,
  settled,
}: RoomPageProps & { readonly stay: Stay }) {
  const { session, navigator, draft } = stay;
  const [stage, setStage] = useState<Stage>();
  const [menu, setMenu] = useState<Menu>();
  const [dialog, setDialog] = useState<'help' | 'name'>();
  const [panel, setPanel] = useState<PanelName | undefined>(() =>
    SETTINGS.value.chatOpen && matchMedia(WIDE).matches ? 'chat' : undefined,
  );
  const unread = useUnread(stay, panel === 'chat');
  const covered = useCovered(panel !== undefined);
  const messages = useCell(session.messages);
  const moderates = seemsModerator(session.token, room);

  const turnTo = (next: PanelName | undefined) => {
    setPanel(next);
    choose({ chatOpen: next !== undefined });
  };
  useFocus(panel !== undefined, covered !== 'nothing', settled);
  useScreenKeys({
    help: () => setDialog('help'),
    chat: () => turnTo(panel === 'chat' ? undefined : 'chat'),
    back: () => covered !== 'nothing' && turnTo(undefined),
  });
  const openMenu = (position: Position, key: string, element: HTMLElement) => {
    stage?.layer.keep(key, true);
    setMenu({ position, key, beside: element.getBoundingClientRect() });
  };
  const closeMenu = () => {
    if (menu) stage?.layer.keep(menu.key, false);
    setMenu(undefined);
  };
  const show = ({ place, id }: ViewMessage) => {
    navigator.fly({ ...navigator.camera.value, ...(place ?? driftOf(id)) });
    if (!matchMedia(WIDE).matches) turnTo(undefined);
  };
  const say = (text: string) => {
    const places = stage?.bubbles.value.map(({ place }) => place) ?? [];
    session.say(text, freePlace(placeOf(navigator.camera.value), places), 'chat');
  };
  const opened = (bubble: Bubble, element: HTMLElement) => {
    if (bubble.position) openMenu(bubble.position, bubble.key, element);
  };
  const chosen = menu && messages && session.at(menu.position);
  return (
    <div class={panel ? 'room with-panel' : 'room'}>
      <button
        class="skip"
        type="button"
        inert={covered === 'all'}
        onClick={() => draft.open(placeOf(navigator.camera.value))}
      >
        Skip to writing
      </button>
      <TopBar
        session={session}
        goTo={goTo}
        panel={panel}
        turnTo={turnTo}
        unread={unread}
        help={() => setDialog('help')}
        covered={covered}
      />
      <main class="sea">
        <Canvas
          session={session}
          navigator={navigator}
          draft={draft}
          covered={covered === 'all'}
          staged={setStage}
          opened={opened}
        />
        {stage && <EdgeMarkList stage={stage} navigator={navigator} covered={covered !== 'nothing'} />}
        <div class="foot">
          <NoticeBar cell={session.notice} />
          <OutboxBar outbox={session.outbox} />
          {stage && <WritingHint stage={stage} draft={draft} />}
        </div>
        <ZoomBar
          navigator={navigator}
          toLatest={() => stage && flyToLatest(navigator, session, stage)}
          covered={covered !== 'nothing'}
        />
        <LogList session={session} navigator={navigator} />
        <EndingCard session={session} renew={ticket.renew} leave={leave} />
      </main>
      {panel && (
        <SidePanel
          session={session}
          open={panel}
          turnTo={turnTo}
          moderates={moderates}
          say={say}
          openMenu={(message, element) => openMenu(message.position, keyOfMessage(message), element)}
          rename={rename && (() => setDialog('name'))}
          leave={leave}
        />
      )}
      {menu && chosen && (
        <MessageMenu
          session={session}
          message={chosen}
          beside={menu.beside}
          moderates={moderates}
          show={show}
          close={closeMenu}
        />
      )}
      {dialog === 'help' && <ShortcutHelp close={() => setDialog(undefined)} />}
      {dialog === 'name' && rename && <NameDialog rename={rename} close={() => setDialog(undefined)} />}
    </div>
  );
}

/** How many messages came while the chat was closed. */
function useUnread({ session }: Stay, open: boolean): number {
  const [unread, setUnread] = useState(0);
  useEffect(() => {
    setUnread(0);
    return open ? undefined : session.onMessage(() => setUnread((count) => count + 1));
  }, [session, open]);
  return unread;
}
