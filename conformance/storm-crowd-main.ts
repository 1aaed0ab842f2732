/** A process full of clients: does what its parent asks, one thing after the other, and answers each. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Position } from '#chat';
import { CrowdTurns } from './crowd-turns.ts';
import { auditViews } from './ledger.ts';
import { eventually } from './patience.ts';
import { randomSeeded } from './random-seeded.ts';
import { StormMember } from './storm-member.ts';
import {
  type CrowdAnswer,
  type CrowdQuestion,
  type CrowdReport,
  kindOfFault,
  type LedgerFault,
} from './storm-words.ts';
import { signToken } from './token.ts';

/** New clients in one go, so that this process is no storm of its own before the storm. */
const ENTER_AT_ONCE = 50;
const TALK_EVERY_MS = 50;
const SETTLE_MS = 60_000;

const members: StormMember[] = [];
const turns = new CrowdTurns();
/** What was accepted, by room: its id and its position. */
const ledgers = new Map<string, Map<string, Position>>();
let refused = 0;
let waiting = 0;
let talking: ReturnType<typeof setInterval> | undefined;

async function enter({ name, clients, roomSize, rude, urls }: Extract<CrowdQuestion, { ask: 'enter' }>): Promise<void> {
  while (members.length < clients) {
    const some: StormMember[] = [];
    for (let count = 0; count < ENTER_AT_ONCE && members.length < clients; count++) {
      const index = members.length;
      const room = `${name}-${Math.floor(index / roomSize)}`;
      if (!ledgers.has(room)) ledgers.set(room, new Map());
      const token = await signToken({ sub: `${name}-${index}` });
      const member = new StormMember(room, token, urls[index % urls.length] ?? [], rude, turns);
      members.push(member);
      some.push(member);
    }
    await Promise.all(some.map(({ online }) => online));
  }
}

function talk({ perSecond, letters, seed }: Extract<CrowdQuestion, { ask: 'talk' }>): void {
  const random = randomSeeded(seed);
  let due = 0;
  let count = 0;
  talking = setInterval(() => {
    for (due += (perSecond * TALK_EVERY_MS) / 1_000; due >= 1; due--) {
      const member = members[Math.floor(random() * members.length)];
      if (member && !member.isFrozen) say(member, `word ${++count} `.padEnd(letters, 'x'));
    }
  }, TALK_EVERY_MS);
}

function say(member: StormMember, text: string): void {
  waiting++;
  member
    .say(text)
    .then(({ id, position }) => ledgers.get(member.room)?.set(id, position))
    .catch(() => refused++)
    .finally(() => waiting--);
}

/** How likely a line that is there breaks at each look, how often is looked, when it is back, and how long at most. Milliseconds. */
const CUT_CHANCE = 0.3;
const CUT_EVERY_MS = 100;
const CUT_BACK_MS = 250;
const CUT_MS = 110_000;

async function cut({ times, seed }: Extract<CrowdQuestion, { ask: 'cut' }>): Promise<void> {
  const random = randomSeeded(seed);
  const left = new Map(members.map((member) => [member, times]));
  for (const until = Date.now() + CUT_MS; left.size > 0 && Date.now() < until; await pause(CUT_EVERY_MS)) {
    for (const [member, count] of left) {
      if (!member.isOnline || random() > CUT_CHANCE) continue;
      member.cut(random() * CUT_BACK_MS);
      if (count > 1) left.set(member, count - 1);
      else left.delete(member);
    }
  }
  if (left.size > 0) throw new Error(`${left.size} lines could not be broken ${times} times in ${CUT_MS} ms`);
}

/** Nobody talks any more, and everybody has heard everything, if that ever comes. */
async function settle(): Promise<CrowdReport> {
  clearInterval(talking);
  const settled = () =>
    waiting === 0 && members.every(({ room, heard }) => heard.length >= (ledgers.get(room)?.size ?? 0));
  await eventually(() => settled() || undefined, 'everybody to hear everything', SETTLE_MS).catch(() => {});
  const faults: Record<LedgerFault, number> = { lost: 0, doubled: 0, reordered: 0, other: 0 };
  const examples: string[] = [];
  members.forEach(({ room, heard }, index) => {
    for (const sentence of auditViews(ledgers.get(room) ?? new Map(), [
      { reader: `client ${index}`, entries: heard },
    ])) {
      const kind = kindOfFault(sentence);
      if (faults[kind]++ === 0) examples.push(sentence);
    }
  });
  const accepted = [...ledgers.values()].reduce((sum, ledger) => sum + ledger.size, 0);
  const latenciesMs = members.flatMap((member) => member.latenciesMs);
  const othersMs = members.flatMap((member) => (member.record.arrivals.length === 0 ? member.latenciesMs : []));
  for (const member of members) member.close();
  return {
    accepted,
    refused,
    faults,
    examples,
    members: members.map(({ record }) => record),
    latenciesMs,
    othersMs,
    lateMs: turns.lateMs,
  };
}

async function answer(question: CrowdQuestion): Promise<CrowdAnswer> {
  switch (question.ask) {
    case 'enter':
      await enter(question);
      return {};
    case 'talk':
      talk(question);
      return {};
    case 'mark':
      for (const member of members) member.mark();
      turns.lateMs.length = 0;
      return {};
    case 'online':
      return { online: members.filter(({ isOnline }) => isOnline).length };
    case 'freeze':
      for (const member of members.slice(0, question.clients)) member.freeze();
      return {};
    case 'thaw':
      for (const member of members) member.thaw();
      return {};
    case 'cut':
      await cut(question);
      return {};
    case 'latencies':
      return { latenciesMs: members.flatMap((member) => (member.isFrozen ? [] : member.latenciesMs)) };
    case 'settle':
      return { report: await settle() };
  }
}

process.on('message', (question: CrowdQuestion) => {
  answer(question)
    .catch((error: unknown) => ({ error: String(error) }))
    .then((told) => process.send?.(told));
});
process.on('disconnect', () => process.exit(0));
