import { ErrorReply } from 'redis';
import type { Appended, Draft, RateRule, Retention, RoomId } from '#chat';
import { LIMITS } from '#chat';
import { newEpoch } from './epoch.ts';
import type { KeySpace } from './partition.ts';
import { type RedisReply, unavailable } from './redis-line.ts';
import type { LiveMark } from './script-parts.ts';

/** How long the partition's stream reaches back, in milliseconds: a reader that was away longer reads the rooms. */
export const LIVE_MS = 60_000;

/** How long a room's counter outlives its last entry, in milliseconds. */
export const LIFE_MS = 7 * 24 * 3_600_000;

/** How long things are kept; tests make the last two short. */
export interface Keeping {
  readonly retention: Retention;
  readonly liveMs: number;
  readonly lifeMs: number;
}

/** What the append script is told of one message. */
export interface AppendItem {
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

/** What every append of a process says alike, as one argument: each argument is encoded and read for each command. */
export function numbersOf({ retention, liveMs, lifeMs }: Keeping): string {
  const { dedupeMs, mutesPerRoom } = LIMITS;
  return [retention.entries, retention.seconds * 1000, dedupeMs, liveMs, lifeMs, mutesPerRoom].join(' ');
}

/** A message for the script. Without a rate, nothing is counted. */
export function appendItem(space: KeySpace, room: RoomId, draft: Draft, rate?: RateRule): AppendItem {
  return itemOf(space, room, draft, false, rate);
}

/** Only asks whether the message was said already, or whether its author is muted. */
export function lookItem(space: KeySpace, room: RoomId, draft: Draft): AppendItem {
  return itemOf(space, room, draft, true);
}

function itemOf(space: KeySpace, room: RoomId, draft: Draft, look: boolean, rate?: RateRule): AppendItem {
  const { epoch, live, log, head, mutes } = space.room(room);
  const { visitorId, silent, mute } = draft;
  const said = space.said(room, draft.id, visitorId);
  // Of no rate the key is not looked at; on a cluster it must be in the room's partition all the same.
  const pace = rate ? space.pace(visitorId) : epoch;
  return {
    keys: [epoch, live, log, head, said, mutes, pace],
    args: [room, draft.body, visitorId, mannerOf(look, silent === true, rate, mute)],
  };
}

/** How a message is to be taken, as one argument: most are taken alike, and an argument costs more than its letters. */
function mannerOf(look: boolean, silent: boolean, rate: RateRule | undefined, mute: Draft['mute']): string {
  const pace = rate ? `${rate.perMinute} ${rate.burst}` : '0 0';
  return `${look ? 1 : 0} ${silent ? 1 : 0} ${pace} ${(mute?.seconds ?? 0) * 1000} ${mute?.visitorId ?? ''}`;
}

/**
 * What the append script is called with. On a cluster all items MUST be of one partition.
 *
 * @param numbers from `numbersOf`
 */
export function appendCall(numbers: string, items: readonly AppendItem[]): { keys: string[]; args: string[] } {
  const keys: string[] = [];
  const args = [newEpoch(), numbers];
  for (const item of items) {
    keys.push(...item.keys);
    args.push(...item.args);
  }
  return { keys, args };
}

/** How far the partition's stream reached when an append was answered; `undefined` when nothing was acknowledged. */
export function appendedAt(answer: RedisReply): LiveMark | undefined {
  const [outcome, epoch = '', , , id] = (answer ?? []) as readonly string[];
  return id && (outcome === 'appended' || outcome === 'duplicate') ? { epoch, id } : undefined;
}

/**
 * Reads the append script's answer to one item; `undefined` when it only looked and knew nothing.
 *
 * @throws ChatFault `unavailable` when the item could not be written; its cause is what Redis said
 */
export function parseAppended(answer: RedisReply): Appended | undefined {
  const [outcome, told = '', offset, at] = (answer ?? []) as readonly string[];
  switch (outcome) {
    case 'unknown':
      return undefined;
    case 'error':
      throw unavailable(new ErrorReply(told));
    case 'refused':
      return { outcome, retryAfterMs: Number(told) };
    case 'muted':
      return { outcome: 'refused', retryAfterMs: Number(told), muted: true };
    case 'duplicate':
    case 'appended':
      return { outcome, position: { epoch: told, offset: Number(offset) }, at: Number(at) };
    default:
      throw unavailable(new Error('The append script gave no answer'));
  }
}
