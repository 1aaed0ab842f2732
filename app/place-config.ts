import type { GuardRules, RateRule, Retention } from '#chat';
import type { Values } from '#settings';
import { type AuthConfig, authConfig } from './auth-config.ts';
import type { LogLevel } from './logger.ts';
import type { ScalerAddress } from './replicas-scaler.ts';
import type { EDGE_SETTINGS } from './settings.ts';
import { type SignIn, signInOf } from './sign-in.ts';

/** What every place is told from outside, in whichever shell. */
export interface PlaceConfig {
  readonly place: string;
  readonly retention: Retention;
  readonly auth: AuthConfig;
  readonly allowedOrigins: readonly string[];
  readonly elsewhere: readonly string[];
  readonly signIn: SignIn | undefined;
  readonly connectRate: RateRule | undefined;
  readonly guard: GuardRules;
  readonly messageRate: RateRule;
  readonly replicas: number;
  /** Where replicas are asked for. */
  readonly scaler: ScalerAddress | undefined;
  readonly logLevel: LogLevel;
}

type PlaceValues = Omit<Values<typeof EDGE_SETTINGS>, 'MODE' | 'ORIGIN_URL'>;

export function placeConfig(values: PlaceValues): PlaceConfig {
  return {
    place: values.PLACE,
    retention: { entries: values.HISTORY_ENTRIES, seconds: values.HISTORY_SECONDS },
    auth: authConfig(values),
    allowedOrigins: values.ALLOWED_ORIGINS,
    elsewhere: values.ELSEWHERE,
    signIn: signInOf(values),
    connectRate: rateOf(values.CONNECTS_PER_MINUTE),
    guard: {
      socketsPerVisitor: values.SOCKETS_PER_VISITOR || undefined,
      roomRate: rateOf(values.ROOMS_PER_MINUTE),
    },
    messageRate: { perMinute: values.MESSAGES_PER_MINUTE, burst: Math.ceil(values.MESSAGES_PER_MINUTE / 5) },
    replicas: values.REPLICAS,
    scaler: values.SCALER_URL === undefined ? undefined : scalerOf(values.SCALER_URL, values),
    logLevel: values.LOG_LEVEL,
  };
}

function scalerOf(url: string, values: PlaceValues): ScalerAddress {
  return { url, token: values.SCALER_TOKEN, workload: values.SCALER_WORKLOAD };
}

/** So many a minute, all of them at once if need be; none for no limit. */
function rateOf(perMinute: number): RateRule | undefined {
  return perMinute === 0 ? undefined : { perMinute, burst: perMinute };
}
