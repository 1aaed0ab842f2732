import type { ClientState } from '#client';
import { clockText } from './time-text.ts';

/** What the page knows about its connection. Times are epoch milliseconds. */
export interface ConnectionStory {
  readonly state: ClientState;
  /** Since when there is none, after there was one. */
  readonly lostAt?: number | undefined;
  /** When it came back. */
  readonly backAt?: number | undefined;
  /** How many messages that had waited were sent since it came back. */
  readonly sent?: number | undefined;
}

export interface ConnectionText {
  readonly tone: 'calm' | 'good' | 'busy' | 'bad';
  readonly text: string;
  /** What a screen reader is told: changes with the story and not with every second. */
  readonly spoken: string;
  /** Whether a person could hurry it. */
  readonly retry: boolean;
}

/** How long the page is glad to be back. */
const GLAD_MS = 4_000;
/** After so long without a connection it is called offline. */
const OFFLINE_MS = 10_000;

/** Moves the story on. */
export function nextStory(story: ConnectionStory, state: ClientState, now: number): ConnectionStory {
  if (state.status === 'online') return { state, ...(story.lostAt !== undefined && { backAt: now, sent: 0 }) };
  const wasOnline = story.state.status === 'online';
  return { state, lostAt: wasOnline ? now : story.lostAt };
}

/** A message is in the log: soon after the connection came back it is one that had waited. */
export function withSent(story: ConnectionStory, now: number): ConnectionStory {
  const { backAt, sent = 0 } = story;
  return backAt !== undefined && now - backAt < GLAD_MS ? { ...story, sent: sent + 1 } : story;
}

/** Whether time alone changes what is to be said. */
export function isMoving({ state, backAt }: ConnectionStory): boolean {
  return (state.status !== 'online' && state.status !== 'closed') || backAt !== undefined;
}

/** Says where a connection stands. */
export function connectionText(story: ConnectionStory, now: number): ConnectionText {
  const { state, lostAt } = story;
  if (state.status === 'online') return onlineText(story, state.place, now);
  if (state.status === 'closed') {
    const text = state.because === 'token' ? 'Your session has ended' : 'The place ended the connection';
    return { tone: 'bad', text, spoken: text, retry: state.because === 'refused' };
  }
  const spoken = lostAt === undefined ? 'Connecting' : 'Connection lost, reconnecting';
  const since = lostAt !== undefined && now - lostAt >= OFFLINE_MS ? `Offline since ${clockText(lostAt)}` : undefined;
  if (state.status === 'connecting') {
    const trying = lostAt === undefined && state.attempt === 0 ? 'Connecting…' : 'Reconnecting…';
    const text = since === undefined ? trying : `${since} · trying now`;
    return { tone: since === undefined ? 'busy' : 'bad', text, spoken: since ?? spoken, retry: false };
  }
  const seconds = Math.max(1, Math.ceil((state.retryAt - now) / 1000));
  const text =
    lostAt === undefined
      ? `No connection yet · next try in ${seconds} s`
      : since === undefined
        ? `Reconnecting in ${seconds} s`
        : `${since} · next try in ${seconds} s`;
  return { tone: since === undefined ? 'busy' : 'bad', text, spoken: since ?? spoken, retry: true };
}

function onlineText({ backAt, sent = 0 }: ConnectionStory, place: string, now: number): ConnectionText {
  const glad = backAt !== undefined && now - backAt < GLAD_MS;
  const sentText = glad && sent > 0 ? `, ${sent} ${sent === 1 ? 'message' : 'messages'} sent` : '';
  const text = glad ? `Reconnected at ${place}${sentText}` : `Online at ${place}`;
  return { tone: glad ? 'good' : 'calm', text, spoken: glad ? text : 'Online', retry: false };
}
