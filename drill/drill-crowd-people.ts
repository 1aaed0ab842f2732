import type { Position } from '#chat';
import { eventually, signToken } from '#conformance';
import { seededRandom } from '#forecast-lib';
import { auditDrill, quantileOf } from './drill-audit.ts';
import { Lateness } from './drill-lateness.ts';
import { DrillVisitor, type VisitorCounts } from './drill-visitor.ts';
import type { CrowdStanding, DrillAudit, DrillQuestion } from './drill-words.ts';
import { VISITS } from './sessions.ts';

type Beginning = Extract<DrillQuestion, { ask: 'begin' }>;

const TALK_EVERY_MS = 50;
const SETTLE_MS = 30_000;
/** Of all who come, so many were here before. */
const RETURNING = 0.6;

/** People who come, stay as long as people do, talk, leave and come back: as many at a time as are wanted. */
export class CrowdPeople {
  readonly #plan: Beginning;
  readonly #random: () => number;
  readonly #counts: VisitorCounts = {
    cuts: 0,
    cutsFrom: {},
    handedOver: 0,
    welcomes: 0,
    gaps: 0,
    heard: 0,
  };
  readonly #people: DrillVisitor[] = [];
  /** Those who are here, and until when they want to stay. */
  readonly #stays = new Map<DrillVisitor, number>();
  readonly #accepted = new Map<string, Map<string, Position>>();
  readonly #late = new Lateness();
  #said = 0;
  #refused = 0;
  #talking: ReturnType<typeof setInterval>;

  constructor(plan: Beginning) {
    this.#plan = plan;
    this.#random = seededRandom(plan.seed);
    let due = 0;
    this.#talking = setInterval(() => {
      for (due += (plan.perSecond * TALK_EVERY_MS) / 1_000; due >= 1; due--) this.#talk();
    }, TALK_EVERY_MS);
  }

  /** Lets people come and go until so many are there. */
  async want(people: number, broken: boolean): Promise<CrowdStanding> {
    this.#late.broken = broken;
    const now = Date.now();
    for (const [visitor, until] of this.#stays) if (until < now) this.#leave(visitor);
    while (this.#stays.size > people) {
      // Somebody who still waits for an answer leaves at the next look.
      const quiet = [...this.#stays.keys()].filter(({ isQuiet }) => isQuiet);
      const one = quiet[Math.floor(this.#random() * quiet.length)];
      if (one === undefined) break;
      this.#leave(one);
    }
    while (this.#stays.size < people) await this.#come();
    return this.#standing();
  }

  /** Nobody talks any more, and everybody who is here has heard everything, if that ever comes. */
  async settle(): Promise<DrillAudit> {
    clearInterval(this.#talking);
    const settled = () =>
      this.#people.every(({ isQuiet }) => isQuiet) &&
      [...this.#stays.keys()].every(({ room, heard }) => {
        const last = Math.max(0, ...[...(this.#accepted.get(room)?.values() ?? [])].map(({ offset }) => offset));
        return (heard.at(-1)?.offset ?? 0) >= last;
      });
    await eventually(() => settled() || undefined, 'everybody to hear everything', SETTLE_MS).catch(() => {});
    const views = this.#people.map((visitor, index) => {
      return { reader: `visitor ${index}`, room: visitor.room, entries: visitor.heard, stayed: visitor.isHere };
    });
    for (const visitor of this.#people) visitor.leave();
    const audit = auditDrill(this.#accepted, views);
    return { ...audit, people: this.#people.length, p99Ms: quantileOf(this.#late.promised, 0.99) };
  }

  #standing(): CrowdStanding {
    const lagP99Ms = quantileOf(this.#late.takeRecent(), 0.99);
    const accepted = [...this.#accepted.values()].reduce((sum, room) => sum + room.size, 0);
    const here = [...this.#stays.keys()];
    const online = here.filter(({ isOnline }) => isOnline).length;
    return {
      ...this.#counts,
      cutsFrom: { ...this.#counts.cutsFrom },
      here: here.length,
      online,
      accepted,
      refused: this.#refused,
      lagP99Ms,
    };
  }

  #leave(visitor: DrillVisitor): void {
    if (!visitor.isQuiet) return;
    this.#stays.delete(visitor);
    visitor.leave();
  }

  async #come(): Promise<void> {
    const away = this.#people.filter((one) => !this.#stays.has(one));
    const full = this.#people.length >= this.#plan.most;
    const again = away.length > 0 && (full || this.#random() < RETURNING);
    const visitor = (again ? away[Math.floor(this.#random() * away.length)] : undefined) ?? (await this.#newcomer());
    this.#stays.set(visitor, Date.now() + (this.#visitSeconds() * 1000) / this.#plan.speed);
    visitor.come();
  }

  async #newcomer(): Promise<DrillVisitor> {
    const { url, roomSize } = this.#plan;
    const index = this.#people.length;
    const room = `drill-${Math.floor(index / roomSize)}`;
    if (!this.#accepted.has(room)) this.#accepted.set(room, new Map());
    const token = await signToken({ sub: `visitor-${index}` });
    const visitor = new DrillVisitor(room, url, token, this.#counts, this.#late);
    this.#people.push(visitor);
    return visitor;
  }

  #visitSeconds(): number {
    let chance = this.#random();
    const kind = VISITS.find(({ share }) => {
      chance -= share;
      return chance < 0;
    });
    return -(kind?.meanSeconds ?? 0) * Math.log(1 - this.#random());
  }

  #talk(): void {
    const here = [...this.#stays.keys()];
    const visitor = here[Math.floor(this.#random() * here.length)];
    if (visitor === undefined) return;
    visitor
      .say(`word ${++this.#said}`)
      .then((told) => told && this.#accepted.get(visitor.room)?.set(told.id, told.position))
      .catch(() => this.#refused++);
  }
}
