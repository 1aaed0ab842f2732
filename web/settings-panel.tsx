import { useCell } from './cell-hook.ts';
import { FADES, type PageSettings, THEMES } from './page-settings.ts';
import { choose, SETTINGS } from './settings-cell.ts';

const THEME_NAMES = { auto: 'As the system', light: 'Light', dark: 'Dark' } as const;

/** What a reader chooses for themselves. */
export function SettingsPanel() {
  const settings = useCell(SETTINGS);
  return (
    <form class="settings" onSubmit={(event) => event.preventDefault()}>
      <fieldset>
        <legend>Messages fade after</legend>
        <div class="choices">
          {FADES.map((seconds) => (
            <Choice
              key={seconds}
              name="fade"
              label={seconds === 0 ? 'Never' : `${seconds} s`}
              checked={settings.fadeSeconds === seconds}
              choose={() => choose({ fadeSeconds: seconds })}
            />
          ))}
        </div>
        <p class="soft small">Only for you. What has faded stands in the chat.</p>
      </fieldset>
      <fieldset>
        <legend>Appearance</legend>
        <div class="choices">
          {THEMES.map((theme) => (
            <Choice
              key={theme}
              name="theme"
              label={THEME_NAMES[theme]}
              checked={settings.theme === theme}
              choose={() => choose({ theme })}
            />
          ))}
        </div>
      </fieldset>
      <Switch setting="liveTyping" settings={settings} label="Show others my words while I write" />
      <Switch setting="cursors" settings={settings} label="Show where people point" />
      <Switch setting="announce" settings={settings} label="Read new messages aloud to screen readers" />
      {'Notification' in window && (
        <label class="switch">
          <input type="checkbox" checked={settings.notify} onChange={(event) => allow(event.currentTarget.checked)} />
          <span>Notify me while this page is out of sight</span>
        </label>
      )}
    </form>
  );
}

async function allow(wanted: boolean): Promise<void> {
  choose({ notify: wanted });
  if (wanted && (await Notification.requestPermission()) !== 'granted') choose({ notify: false });
}

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly checked: boolean;
  readonly choose: () => void;
}

function Choice({ name, label, checked, choose }: ChoiceProps) {
  return (
    <label class="choice">
      <input type="radio" name={name} checked={checked} onChange={choose} />
      <span>{label}</span>
    </label>
  );
}

type SwitchName = 'liveTyping' | 'cursors' | 'announce';

interface SwitchProps {
  readonly setting: SwitchName;
  readonly settings: PageSettings;
  readonly label: string;
}

function Switch({ setting, settings, label }: SwitchProps) {
  return (
    <label class="switch">
      <input
        type="checkbox"
        checked={settings[setting]}
        onChange={(event) => choose({ [setting]: event.currentTarget.checked })}
      />
      <span>{label}</span>
    </label>
  );
}
