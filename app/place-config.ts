import type { RateRule, Retention } from '#chat';
import type { Values } from '#settings';
import { type AuthConfig, authConfig } from './auth-config.ts';
import type { LogLevel } from './logger.ts';
import type { EDGE_SETTINGS } from './settings.ts';

/** What every place is told from outside, in whichever shell. */
export interface PlaceConfig {
  readonly place: string;
  readonly retention: Retention;
  readonly auth: AuthConfig;
  readonly allowedOrigins: readonly string[];
  readonly elsewhere: readonly string[];
  readonly connectRate: RateRule | undefined;
  readonly logLevel: LogLevel;
}

type PlaceValues = Omit<Values<typeof EDGE_SETTINGS>, 'MODE' | 'ORIGIN_URL'>;

export function placeConfig(values: PlaceValues): PlaceConfig {
  const perMinute = values.CONNECTS_PER_MINUTE;
  return {
    place: values.PLACE,
    retention: { entries: values.HISTORY_ENTRIES, seconds: values.HISTORY_SECONDS },
    auth: authConfig(values),
    allowedOrigins: values.ALLOWED_ORIGINS,
    elsewhere: values.ELSEWHERE,
    connectRate: perMinute === 0 ? undefined : { perMinute, burst: perMinute },
    logLevel: values.LOG_LEVEL,
  };
}
