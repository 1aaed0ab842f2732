import type { ClientState } from '#client';
import { clockText } from './time-text.ts';

/** What the page knows about its connection. Times are epoch milliseconds. */
export interface ConnectionStory {
  readonly state: ClientState;
  /** Since when there is none, after there was one. */
  readonly lostAt?: number | undefined;
  /** When it came back. */
  readonly backAt?: number | undefined;
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
  if (state.status === 'online') return { state, ...(story.lostAt !== undefined && { backAt: now }) };
  const wasOnline = story.state.status === 'online';
  return { state, lostAt: wasOnline ? now : story.lostAt };
}

/** Says where a connection stands. */
export function connectionText({ state, lostAt, backAt }: ConnectionStory, now: number): ConnectionText {
  if (state.status === 'online') {
    const glad = backAt !== undefined && now - backAt < GLAD_MS;
    const text = `${glad ? 'Reconnected' : 'Online'} at ${state.place}`;
    return { tone: glad ? 'good' : 'calm', text, spoken: text, retry: false };
  }
  if (state.status === 'closed') {
    const text = state.because === 'token' ? 'The token was refused' : 'The server ended the connection';
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
