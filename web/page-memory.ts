import * as z from 'zod/mini';
import { type GuestPass, PassSchema } from './guest-pass.ts';
import { DEFAULT_SETTINGS, type PageSettings, SettingsSchema } from './page-settings.ts';
import { MOST_PENDING, type Pending } from './pending.ts';

const OutboxSchema = z.array(
  z.object({
    id: z.string(),
    text: z.string(),
    place: z.optional(z.object({ x: z.number(), y: z.number() })),
    from: z.enum(['canvas', 'chat']),
    writtenAt: z.number(),
    sentAt: z.optional(z.number()),
    status: z.enum(['waiting', 'sent', 'held', 'failed']),
    why: z.optional(z.string()),
  }),
);

/** How many rooms the page offers again. */
const MOST_ROOMS = 8;

/**
 * What the page remembers. The name, the rooms and the settings stay with the browser; the guest's pass and the unsent
 * messages with the tab, so that two windows are two people. A browser that keeps nothing (private windows, full disks)
 * is as good.
 */
export const MEMORY = {
  get name(): string {
    return read(() => localStorage, 'name', z.string()) ?? '';
  },
  set name(name: string) {
    write(() => localStorage, 'name', name);
  },

  get rooms(): readonly string[] {
    return read(() => localStorage, 'rooms', z.array(z.string())) ?? [];
  },
  visit(room: string): void {
    const rooms = [room, ...this.rooms.filter((other) => other !== room)].slice(0, MOST_ROOMS);
    write(() => localStorage, 'rooms', rooms);
  },

  get settings(): PageSettings {
    return read(() => localStorage, 'settings', SettingsSchema) ?? DEFAULT_SETTINGS;
  },
  set settings(settings: PageSettings) {
    write(() => localStorage, 'settings', settings);
  },

  /** The pass, if it holds for another minute. */
  pass(now: number): GuestPass | undefined {
    const pass = read(() => sessionStorage, 'pass', PassSchema);
    return pass && pass.expiresAt > now + 60_000 ? pass : undefined;
  },
  keepPass(pass: GuestPass | undefined): void {
    write(() => sessionStorage, 'pass', pass);
  },

  /** With which a new token is had from Firebase. */
  get refreshToken(): string | undefined {
    return read(() => sessionStorage, 'refresh', z.string());
  },
  set refreshToken(token: string | undefined) {
    write(() => sessionStorage, 'refresh', token);
  },

  outbox(room: string): readonly Pending[] {
    return (read(() => sessionStorage, `outbox.${room}`, OutboxSchema) ?? []).slice(0, MOST_PENDING);
  },
  keepOutbox(room: string, pending: readonly Pending[]): void {
    write(() => sessionStorage, `outbox.${room}`, pending.length > 0 ? pending : undefined);
  },
};

function read<Value>(storage: () => Storage, key: string, schema: z.ZodMiniType<Value>): Value | undefined {
  try {
    const parsed = schema.safeParse(JSON.parse(storage().getItem(`breakwater.${key}`) ?? 'null'));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function write(storage: () => Storage, key: string, value: unknown): void {
  try {
    if (value === undefined) storage().removeItem(`breakwater.${key}`);
    else storage().setItem(`breakwater.${key}`, JSON.stringify(value));
  } catch {
    // Nothing is remembered then.
  }
}
