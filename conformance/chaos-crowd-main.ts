/** A process full of clients that live through a chaos run: does what its parent asks, one thing after the other. */
import type { Position } from '#chat';
import { ChaosMember, type ChaosRoom } from './chaos-member.ts';
import { ChaosReader } from './chaos-reader.ts';
import type { ChaosAnswer, ChaosCrowdReport, ChaosQuestion } from './chaos-words.ts';
import { eventually } from './patience.ts';
import { randomSeeded } from './random-seeded.ts';
import { addFindings, type SightView } from './sight.ts';
import { auditSights } from './sight-audit.ts';
import { signToken } from './token.ts';

const TALK_EVERY_MS = 50;
/** One of so many who come first reads by events, and one by asking. */
const READERS_EACH = 20;
/** How often somebody goes away, in parts of all who could each time that somebody may talk. */
const LEAVING = 0.0002;
const AWAY_MS = 12_000;

const rooms = new Map<string, ChaosRoom>();
const members: ChaosMember[] = [];
const readers: ChaosReader[] = [];
/** Those who are away for a while, and how to bring them back. */
const away = new Map<ChaosMember, () => void>();
let talking: ReturnType<typeof setInterval> | undefined;
let random = randomSeeded(1);

async function enter({ seed, clients, roomSize, urls }: Extract<ChaosQuestion, { ask: 'enter' }>): Promise<void> {
  random = randomSeeded(seed);
  for (let index = 0; index < clients; index++) {
    const name = `room-${Math.floor(index / roomSize)}`;
    const room = rooms.get(name) ?? { name, accepted: new Map<string, Position>(), said: new Set<string>() };
    rooms.set(name, room);
    const turned = index % urls.length;
    const options = { urls: [...urls.slice(turned), ...urls.slice(0, turned)], token: '' };
    const sign = async (sub: string) => ({ ...options, token: await signToken({ sub }) });
    members.push(new ChaosMember(`client-${index}`, room, await sign(`client-${index}`)));
    if (index % READERS_EACH === 1) readers.push(new ChaosReader(room, 'events', await sign(`events-${index}`)));
    if (index % READERS_EACH === 2) readers.push(new ChaosReader(room, 'asking', await sign(`asking-${index}`)));
  }
  const here = () =>
    (members.every(({ isAtRest }) => isAtRest) && readers.every(({ position }) => position)) || undefined;
  await eventually(here, 'everybody to come in', 60_000);
}

function talk(perSecond: number): void {
  let due = 0;
  talking = setInterval(() => {
    for (due += (perSecond * TALK_EVERY_MS) / 1_000; due >= 1; due--) {
      const member = members[Math.floor(random() * members.length)];
      if (member && !away.has(member)) member.say();
    }
    for (const member of members) if (!away.has(member) && random() < LEAVING) wander(member);
  }, TALK_EVERY_MS);
}

function wander(member: ChaosMember): void {
  const comeBack = member.leave();
  const timer = setTimeout(() => away.get(member)?.(), random() * AWAY_MS);
  away.set(member, () => {
    clearTimeout(timer);
    away.delete(member);
    comeBack();
  });
}

/** Nobody talks any more, and everybody is where the others of their room are, if that ever comes. */
async function settle(patienceMs: number): Promise<ChaosCrowdReport> {
  clearInterval(talking);
  for (const comeBack of [...away.values()]) comeBack();
  let restless = restlessOf();
  await eventually(
    () => {
      restless = restlessOf();
      return restless === 0 || undefined;
    },
    'everybody to come to rest',
    patienceMs,
  ).catch(() => {});
  return report(restless);
}

function restlessOf(): number {
  const heads = new Map<string, string>();
  const everybody = [...members, ...readers];
  for (const { room, position } of everybody) {
    const key = position === undefined ? '' : keyOf(position);
    if (key > (heads.get(room.name) ?? '')) heads.set(room.name, key);
  }
  const behind = everybody.filter(
    ({ room, position }) => position === undefined || keyOf(position) !== heads.get(room.name),
  ).length;
  return behind + members.filter(({ isAtRest }) => !isAtRest).length;
}

/** Later is greater, also as text. */
function keyOf({ epoch, offset }: Position): string {
  return `${epoch}:${String(offset).padStart(12, '0')}`;
}

function report(restless: number): ChaosCrowdReport {
  const everybody = [...members, ...readers];
  const audits = [...rooms.values()].map((room) => {
    const views = everybody.flatMap((each, index): SightView[] =>
      each.room === room
        ? [{ reader: index < members.length ? `client ${index}` : 'a reader over HTTP', sights: each.sights }]
        : [],
    );
    return auditSights(room, views);
  });
  const sights = everybody.flatMap((each) => each.sights);
  const failed: Record<string, number> = {};
  for (const code of members.flatMap((member) => member.failed)) failed[code] = (failed[code] ?? 0) + 1;
  return {
    findings: addFindings(audits.map(({ findings }) => findings)),
    examples: audits.flatMap(({ examples }) => examples),
    clients: members.length,
    readers: readers.length,
    accepted: [...rooms.values()].reduce((sum, { accepted }) => sum + accepted.size, 0),
    failed,
    entriesShown: sights.filter(({ kind }) => kind === 'entry').length,
    gapsTold: sights.filter(({ kind }) => kind === 'gap').length,
    resumes: members.reduce((sum, { welcomes }) => sum + welcomes - 1, 0),
    resumed: members.reduce((sum, { recovered }) => sum + recovered, 0),
    resumeMs: members.flatMap(({ resumeMs }) => resumeMs),
    restless,
  };
}

async function answer(question: ChaosQuestion): Promise<ChaosAnswer> {
  if (question.ask === 'enter') await enter(question);
  else if (question.ask === 'talk') talk(question.perSecond);
  else return { report: await settle(question.patienceMs) };
  return {};
}

process.on('message', (question: ChaosQuestion) => {
  answer(question)
    .catch((error: unknown) => ({ error: String(error) }))
    .then((told) => process.send?.(told));
});
process.on('disconnect', () => process.exit(0));
