/** Who somebody may be to the REST API: who looks, who runs it, and programs that send metrics. */
export const ROLES = ['viewer', 'operator', 'service'] as const;

export type Role = (typeof ROLES)[number];

/** Who may do what. There is no other place where this is decided. */
export const MAY = {
  /** Forecasts, decisions, status, events and series. */
  read: ['viewer', 'operator', 'service'],
  /** Adding and cancelling business events. */
  'plan-events': ['operator'],
  /** Sending samples of metrics that are declared as pushed. */
  'push-metrics': ['service'],
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type Action = keyof typeof MAY;

/**
 * @example
 * may(['viewer'], 'plan-events') // => false
 * may(['viewer', 'operator'], 'plan-events') // => true
 */
export function may(roles: readonly Role[], action: Action): boolean {
  return roles.some((role) => (MAY[action] as readonly Role[]).includes(role));
}
