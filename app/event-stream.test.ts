import { describe, expect, test } from 'vitest';
import { EventStream, encodeEvent, KEEPALIVE_MS, MOST_WAITING } from './event-stream.ts';
import { ClockManual } from './fixture.ts';

const BIG = encodeEvent('entry', JSON.stringify('x'.repeat(MOST_WAITING / 8)));

function open() {
  const clock = new ClockManual();
  const ends: string[] = [];
  const stream = new EventStream(clock, () => ends.push('ended'));
  const reader = stream.body.getReader();
  const text = async () => {
    const { value } = await reader.read();
    return value === undefined ? undefined : new TextDecoder().decode(value);
  };
  return { clock, ends, stream, reader, text };
}

describe('a stream of events', () => {
  test('hands on at once what somebody waits for', async () => {
    const { stream, text } = open();

    const first = text();
    stream.write('one');
    expect(await first).toBe('one');
    const second = text();
    stream.write('two');

    expect(await second).toBe('two');
  });

  test('keeps what nobody asked for yet, and then hands it on in one piece', async () => {
    const { stream, text } = open();

    for (const word of ['one ', 'two ', 'three']) stream.write(word);

    expect(await text()).toBe('one two three');
  });

  test('says now and then that it is there', async () => {
    const { clock, text } = open();

    const first = text();
    clock.advance(KEEPALIVE_MS);
    expect(await first).toBe(': here\n\n');
    const second = text();
    clock.advance(KEEPALIVE_MS);

    expect(await second).toBe(': here\n\n');
  });

  test('gives a reader that fell too far behind what waits, and the end', async () => {
    const { clock, ends, stream, text } = open();

    for (let count = 0; count < 20; count++) stream.write(BIG);

    expect([stream.ended, ends]).toEqual([true, ['ended']]);
    const received = (await text()) ?? '';
    expect(received.length).toBeGreaterThan(MOST_WAITING);
    expect(received.length).toBeLessThanOrEqual(MOST_WAITING + BIG.length);
    expect(received.endsWith('\n\n')).toBe(true);
    expect(await text()).toBeUndefined();
    expect(clock.waiting).toBe(0);
  });

  test('forgets what waits when it is not read in time', async () => {
    const { clock, stream, text } = open();
    for (let count = 0; count < 20; count++) stream.write(BIG);

    clock.advance(5_000);

    expect(await text()).toBeUndefined();
    expect(clock.waiting).toBe(0);
  });

  test('is over for a reader that takes nothing from one comment to the next', async () => {
    const { clock, ends, stream, text } = open();

    stream.write('unread');
    clock.advance(KEEPALIVE_MS);
    expect(ends).toEqual([]);
    clock.advance(KEEPALIVE_MS);

    expect(ends).toEqual(['ended']);
    expect(await text()).toBeUndefined();
    expect(clock.waiting).toBe(0);
  });

  test('goes on for a reader that is slow but reads', async () => {
    const { clock, ends, stream, text } = open();

    for (let count = 0; count < 10; count++) {
      stream.write('word');
      clock.advance(KEEPALIVE_MS);
      await text();
    }

    expect(ends).toEqual([]);
  });

  test.each<[string, (opened: ReturnType<typeof open>) => unknown]>([
    ['its reader cancels', ({ reader }) => reader.cancel()],
    ['it is ended', ({ stream }) => stream.end()],
    ['it is abandoned', ({ stream }) => stream.abandon()],
    [
      'all of that comes together',
      ({ stream, reader }) => [stream.end(), reader.cancel(), stream.abandon(), stream.end()],
    ],
  ])('tells its end once and leaves no timer when %s', async (_, end) => {
    const opened = open();

    await end(opened);
    opened.stream.write('too late');

    expect(opened.ends).toEqual(['ended']);
    expect(opened.clock.waiting).toBe(0);
  });
});
