import { setTimeout as pause } from 'node:timers/promises';
import type { Scenario } from './scenarios.ts';
import { shareAt } from './stages.ts';
import { Tally } from './tally.ts';
import { Visitor } from './visitor.ts';

export interface RunOptions {
  readonly urls: readonly string[];
  /** A token for a visitor, by its number. */
  readonly token: (index: number) => Promise<string>;
  /** Told about four times a second. */
  readonly onProgress?: (share: number, tally: Tally, there: number) => void;
  readonly signal?: AbortSignal;
}

const TICK_MS = 250;
/** How long the last messages may take, in milliseconds. */
const SETTLE_MS = 10_000;
const MINUTE_MS = 60_000;
const WORDS = 'the tide is in and somebody should look after the boats before it gets dark'.split(' ');

/** Lets a scenario happen, and tells what was measured. An abort ends it early; what was measured until then is told. */
export async function runLoad(scenario: Scenario, options: RunOptions): Promise<Record<string, number>> {
  const tally = new Tally();
  const crowd: Visitor[] = [];
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const run = crypto.randomUUID().slice(0, 8);
  const storms = [...scenario.storms];
  let coming: Promise<void> = Promise.resolve();
  try {
    for (let ticks = 1; !options.signal?.aborted; ticks++) {
      const share = Math.min(1, (performance.now() - startedAt) / (scenario.seconds * 1000));
      tally.progress = share;
      const wanted = Math.round(shareAt(scenario.stages, share) * scenario.connections);
      for (const visitor of crowd.splice(wanted)) leaveWhenQuiet(visitor, tally);
      coming = coming.then(() => fill(crowd, wanted, run, scenario, options, tally));
      await coming;
      if (storms[0] !== undefined && share >= storms[0]) {
        storms.shift();
        for (const visitor of crowd) visitor.cut();
      }
      speak(crowd, scenario);
      options.onProgress?.(share, tally, crowd.length);
      if (share >= 1) break;
      const due = startedAt + ticks * TICK_MS;
      await pause(Math.max(0, due - performance.now()), undefined, { signal: options.signal }).catch(() => {});
      tally.late.record(Math.max(0.01, performance.now() - due));
    }
    await settle(crowd, tally, options.signal);
    const { user, system } = process.cpuUsage(cpu);
    const elapsed = performance.now() - startedAt;
    return { ...tally.measures(), busy_share: (user + system) / 1000 / elapsed, seconds: elapsed / 1000 };
  } finally {
    for (const visitor of crowd) visitor.leave();
  }
}

async function fill(
  crowd: Visitor[],
  wanted: number,
  run: string,
  { roomSize, canvas }: Scenario,
  { urls, token }: RunOptions,
  tally: Tally,
): Promise<void> {
  while (crowd.length < wanted) {
    const index = crowd.length;
    const place = urls[index % urls.length] as string;
    const room = `load-${run}-${Math.floor(index / roomSize)}`;
    const others = urls.filter((url) => url !== place);
    crowd.push(new Visitor({ urls: [place, ...others], room, token: await token(index), canvas }, tally));
  }
}

/** Everybody says something as often as the scenario wants, by chance and so never all at once. */
function speak(crowd: readonly Visitor[], { messagesPerMinute }: Scenario): void {
  const chance = (messagesPerMinute * TICK_MS) / MINUTE_MS;
  for (const visitor of crowd) {
    if (Math.random() >= chance) continue;
    const from = Math.floor(Math.random() * WORDS.length);
    visitor.say(WORDS.slice(from, from + 6).join(' '));
  }
}

function leaveWhenQuiet(visitor: Visitor, tally: Tally): void {
  if (visitor.waiting > 0) tally.add('unacknowledged', visitor.waiting);
  visitor.leave();
}

/** Waits for the last acknowledgements and deliveries, then counts who did not get there. */
async function settle(crowd: readonly Visitor[], tally: Tally, signal?: AbortSignal): Promise<void> {
  const behind = () => {
    const heads = new Map<string, number>();
    for (const { reached } of crowd) heads.set(reached.room, Math.max(heads.get(reached.room) ?? 0, reached.offset));
    return crowd.filter(({ reached }) => reached.offset < (heads.get(reached.room) ?? 0)).length;
  };
  const waiting = () => crowd.reduce((sum, visitor) => sum + visitor.waiting, 0);
  for (const until = performance.now() + SETTLE_MS; performance.now() < until && !signal?.aborted; ) {
    if (waiting() === 0 && behind() === 0) break;
    await pause(TICK_MS);
  }
  tally.add('unacknowledged', waiting());
  tally.add('behind', behind());
}
