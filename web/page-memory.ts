import * as z from 'zod/mini';
import type { Unsent } from '#client';
import { type GuestPass, PassSchema } from './guest-pass.ts';

const OutboxSchema = z.array(
  z.object({
    id: z.string(),
    text: z.string(),
    place: z.optional(z.object({ x: z.number(), y: z.number() })),
    sentAt: z.optional(z.number()),
  }),
);

/** How many rooms the page offers again. */
const MOST_ROOMS = 8;

/**
 * What the page remembers. The name and the rooms stay with the browser; the guest's pass and the unsent messages with
 * the tab, so that two windows are two people. A browser that keeps nothing (private windows, full disks) is as good.
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

  /** The pass, if it holds for another minute. */
  pass(now: number): GuestPass | undefined {
    const pass = read(() => sessionStorage, 'pass', PassSchema);
    return pass && pass.expiresAt > now + 60_000 ? pass : undefined;
  },
  keepPass(pass: GuestPass | undefined): void {
    write(() => sessionStorage, 'pass', pass);
  },

  outbox(room: string): readonly Unsent[] {
    return read(() => sessionStorage, `outbox.${room}`, OutboxSchema) ?? [];
  },
  keepOutbox(room: string, unsent: readonly Unsent[]): void {
    write(() => sessionStorage, `outbox.${room}`, unsent.length > 0 ? unsent : undefined);
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
