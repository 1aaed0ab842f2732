import { describe, expect, it } from 'vitest';
import { connectionText, nextStory } from './connection-text.ts';
import { clockText } from './time-text.ts';

const url = 'http://place.example';
const online = { status: 'online', url, place: 'edge' } as const;
const connecting = { status: 'connecting', url, attempt: 0 } as const;
const waiting = (retryAt: number) => ({ status: 'waiting', url, attempt: 1, retryAt }) as const;

describe('the story of a connection', () => {
  it('says where it is, and nothing of coming back the first time', () => {
    const story = nextStory({ state: connecting }, online, 1_000);

    expect(connectionText(story, 1_000)).toMatchObject({ text: 'Online at edge', tone: 'calm', retry: false });
  });

  it('counts down, then says since when, then is glad for four seconds', () => {
    const lost = nextStory(nextStory({ state: connecting }, online, 0), waiting(3_500), 1_000);
    expect(connectionText(lost, 1_000)).toMatchObject({ text: 'Reconnecting in 3 s', tone: 'busy', retry: true });

    const long = nextStory(nextStory(lost, connecting, 9_000), waiting(20_000), 12_000);
    const text = `Offline since ${clockText(1_000)} · next try in 8 s`;
    expect(connectionText(long, 12_000)).toMatchObject({ text, tone: 'bad', retry: true });

    const back = nextStory(nextStory(long, connecting, 13_000), online, 13_100);
    expect(connectionText(back, 17_000)).toMatchObject({ text: 'Reconnected at edge', tone: 'good' });
    expect(connectionText(back, 17_100)).toMatchObject({ text: 'Online at edge', tone: 'calm' });
  });

  it('speaks once of what it shows counting', () => {
    const lost = nextStory(nextStory({ state: connecting }, online, 0), waiting(3_500), 1_000);

    const spoken = [1_000, 2_000, 3_000].map((now) => connectionText(lost, now).spoken);

    expect(new Set(spoken)).toEqual(new Set(['Connection lost, reconnecting']));
  });

  it('does not call offline what never was online', () => {
    const story = nextStory({ state: connecting }, waiting(60_000), 20_000);

    expect(connectionText(story, 59_500).text).toBe('No connection yet · next try in 1 s');
  });

  it('says why it is over, and offers to try again where that can help', () => {
    const token = { state: { status: 'closed', because: 'token' } } as const;
    const refused = { state: { status: 'closed', because: 'refused', code: 4403 } } as const;

    expect(connectionText(token, 0)).toMatchObject({ tone: 'bad', retry: false });
    expect(connectionText(refused, 0)).toMatchObject({ tone: 'bad', retry: true });
  });
});
