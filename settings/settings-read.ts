import type { Setting } from './setting.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
type Table = Readonly<Record<string, Setting<unknown>>>;
type Read<Row extends Setting<unknown>> = NonNullable<ReturnType<Row['read']>>;

/** What a table of settings gives: a name with a default is always there. */
export type Values<Settings extends Table> = {
  readonly [Name in keyof Settings]: Settings[Name] extends { default: string }
    ? Read<Settings[Name]>
    : Read<Settings[Name]> | undefined;
};

/**
 * Reads each name by its own rule and adds what breaks one to `faults`. A value with a fault is missing from the result,
 * which is then used no further.
 */
export function readSettings<Settings extends Table>(
  settings: Settings,
  env: Environment,
  faults: string[],
): Values<Settings> {
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting<unknown>>(settings)) {
    const text = env[name] || setting.default;
    if (text === undefined) continue;
    values[name] = setting.read(text);
    if (values[name] !== undefined) continue;
    const found = setting.secret ? 'is refused (its value is not shown)' : `is ${JSON.stringify(text)}`;
    faults.push(`${name} ${found}, must be ${setting.rule}`);
  }
  return values as Values<Settings>;
}
