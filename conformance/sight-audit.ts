import type { Position } from '#chat';
import { NO_FINDINGS, type Sight, type SightFault, type SightFindings, type SightView } from './sight.ts';

/** What is known of one room from outside. */
export interface RoomFacts {
  /** What its sender was told is in the log, and where. */
  readonly accepted: ReadonlyMap<string, Position>;
  /** Everything that anybody tried to say. */
  readonly said: ReadonlySet<string>;
}

export interface SightReport {
  readonly findings: SightFindings;
  /** The first of each fault, in words. */
  readonly examples: readonly string[];
}

/**
 * Holds what readers were told against what was accepted, from outside. What a told gap covers is counted apart, and so
 * is what comes again in a new epoch; everything else that is missing, twice, out of order or passed over is a fault. So
 * is what comes again within an epoch, after a told gap too: a log that went back MUST begin another.
 * Epochs that are later MUST be greater texts.
 */
export function auditSights(facts: RoomFacts, views: readonly SightView[]): SightReport {
  const ledger = new Ledger(facts, views);
  const newest = newestEpoch(facts, views);
  const counts: Record<SightFault, number> = { ...NO_FINDINGS };
  counts.misplaced += ledger.conflicts.length;
  const examples = ledger.conflicts.slice(0, 1).map((words) => `misplaced: ${words}`);
  for (const view of views) {
    new SightAudit(facts, ledger, newest, (fault, words) => {
      if (counts[fault]++ === 0 && fault !== 'told' && fault !== 'toldAgain')
        examples.push(`${fault}: ${view.reader}: ${words}`);
    }).run(view.sights);
  }
  return { findings: counts, examples };
}

/** Which message is where, as far as anybody knows. */
class Ledger {
  /** By offset, then by epoch. */
  readonly #places = new Map<number, Map<string, string>>();
  /** Places where there was one message for some and another one for others, in words. */
  readonly conflicts: string[] = [];

  constructor({ accepted }: RoomFacts, views: readonly SightView[]) {
    for (const [id, at] of accepted) this.#note(id, at);
    for (const { sights } of views) for (const each of sights) if (each.kind === 'entry') this.#note(each.id, each.at);
  }

  /**
   * Where nobody knows, what was there in the latest epoch before of which somebody does: a log that goes on without its
   * end keeps its offsets, and who has all of it already is shown none of it again (schedules 103991 and 105579).
   */
  idAt({ epoch, offset }: Position): string | undefined {
    const places = this.#places.get(offset);
    let latest = '';
    for (const each of places?.keys() ?? []) if (each <= epoch && each > latest) latest = each;
    return places?.get(latest);
  }

  /** Whether anybody was told what is there. */
  isKnown({ epoch, offset }: Position): boolean {
    return this.#places.get(offset)?.has(epoch) === true;
  }

  #note(id: string, { epoch, offset }: Position): void {
    const places = this.#places.get(offset) ?? new Map<string, string>();
    const there = places.get(epoch) ?? id;
    if (there !== id) this.conflicts.push(`"${there}" and "${id}" are both at ${epoch}:${offset}`);
    this.#places.set(offset, places.set(epoch, there));
  }
}

type Find = (fault: SightFault, words: string) => void;

/** One reader's way through a room. */
class SightAudit {
  readonly #facts: RoomFacts;
  readonly #ledger: Ledger;
  readonly #newest: string;
  readonly #find: Find;
  /** What was shown: in which epoch last, and all places. */
  readonly #seen = new Map<string, string>();
  readonly #places = new Map<string, string>();
  readonly #spans: Array<{ readonly from: Position; readonly to: Position }> = [];
  readonly #lost = new Set<string>();
  readonly #turns = new Map<string, number>();
  #start: Position | undefined;
  #cursor: Position | undefined;

  constructor(facts: RoomFacts, ledger: Ledger, newest: string, find: Find) {
    this.#facts = facts;
    this.#ledger = ledger;
    this.#newest = newest;
    this.#find = find;
  }

  run(sights: readonly Sight[]): void {
    for (const sight of sights) {
      if (sight.kind === 'start') this.#begin(sight.at);
      else if (sight.kind === 'gap') this.#skip(sight);
      else this.#see(sight);
    }
    for (const [id, at] of this.#facts.accepted) this.#hold(id, at);
  }

  #begin(at: Position): void {
    this.#start ??= at;
    this.#cursor ??= at;
  }

  #skip({ at, after }: Extract<Sight, { kind: 'gap' }>): void {
    const from = this.#cursor ?? after;
    if (after.epoch === from.epoch && after.offset > from.offset) this.#pass(from, after.offset);
    this.#spans.push({ from, to: at });
    this.#noteLost(from, at);
    this.#cursor = at;
  }

  #see({ at, id }: Extract<Sight, { kind: 'entry' }>): void {
    const last = this.#cursor ?? { epoch: at.epoch, offset: at.offset - 1 };
    this.#begin(last);
    if (!this.#facts.said.has(id)) this.#find('misplaced', `"${id}" at ${keyOf(at)} was never said`);
    if (at.epoch !== last.epoch) this.#find('untoldGaps', `"${id}" at ${keyOf(at)} came after ${keyOf(last)}`);
    else if (at.offset <= last.offset && this.#seen.get(id) !== at.epoch)
      this.#find('reordered', `"${id}" at ${keyOf(at)} came after ${keyOf(last)}`);
    else this.#pass(last, at.offset - 1);
    this.#count(id, at);
    if (at.epoch !== last.epoch || at.offset > last.offset) this.#cursor = at;
  }

  /** What comes again after a loss was shown already and may be left out; nothing else may. */
  #pass({ epoch, offset }: Position, until: number): void {
    for (let passed = offset + 1; passed <= until; passed++) {
      const id = this.#shownOf({ epoch, offset: passed });
      if (id !== undefined) this.#places.set(`${id} ${epoch}`, keyOf({ epoch, offset: passed }));
      else {
        this.#find('untoldGaps', `${epoch}:${passed} was passed over on the way from ${offset} to ${until + 1}`);
        return;
      }
    }
  }

  /**
   * Which message of those that were shown is at a place, as far as can be known. Where nobody was told of any, it may be
   * one that was lost after it was shown and said again: each of those is somewhere once (schedules 20599 and 41381).
   */
  #shownOf(at: Position): string | undefined {
    const known = this.#ledger.idAt(at);
    const isShown = known !== undefined && this.#seen.has(known);
    if (!isShown && this.#ledger.isKnown(at)) return undefined;
    const [again] = isShown ? [known] : this.#lost;
    if (again !== undefined) this.#lost.delete(again);
    return again;
  }

  /** What was shown behind the place to which the log went back. */
  #noteLost(from: Position, to: Position): void {
    if (to.epoch === from.epoch) return;
    for (const [id, epoch] of this.#seen) {
      const offset = Number(this.#places.get(`${id} ${epoch}`)?.split(':')[1]);
      if (epoch === from.epoch && offset > to.offset) this.#lost.add(id);
    }
  }

  #count(id: string, at: Position): void {
    this.#lost.delete(id);
    const before = this.#seen.get(id);
    const place = this.#places.get(`${id} ${at.epoch}`);
    if (before === at.epoch) this.#find('doubled', `"${id}" came at ${place} and at ${keyOf(at)}`);
    else if (before !== undefined) this.#find('toldAgain', `"${id}"`);
    else this.#keepTurn(id, at);
    this.#seen.set(id, at.epoch);
    this.#places.set(`${id} ${at.epoch}`, keyOf(at));
  }

  /** One sender's messages come as they were said; what was lost after it was accepted and then said again may be late. */
  #keepTurn(id: string, at: Position): void {
    const [, sender = '', turn = ''] = /^(.*)-(\d+)$/.exec(id) ?? [];
    const line = `${sender} ${at.epoch}`;
    const last = this.#turns.get(line) ?? -1;
    const accepted = this.#facts.accepted.get(id);
    if (Number(turn) < last && !(accepted && accepted.epoch < at.epoch))
      this.#find('reordered', `"${id}" came after "${sender}-${last}"`);
    this.#turns.set(line, Math.max(last, Number(turn)));
  }

  /** Whether what was accepted was shown, or a told gap covers it. */
  #hold(id: string, at: Position): void {
    const place = this.#places.get(`${id} ${at.epoch}`);
    if (place !== undefined && place !== keyOf(at))
      this.#find('misplaced', `"${id}" is at ${place}, its sender was told ${keyOf(at)}`);
    if (this.#seen.has(id) || this.#isBefore(at)) return;
    if (this.#isTold(at)) this.#find('told', `"${id}"`);
    else
      this.#find(
        'lost',
        `"${id}" at ${keyOf(at)} is missing; the last is ${this.#cursor ? keyOf(this.#cursor) : 'none'}`,
      );
  }

  #isBefore({ epoch, offset }: Position): boolean {
    const start = this.#start;
    return start !== undefined && (epoch < start.epoch || (epoch === start.epoch && offset <= start.offset));
  }

  #isTold({ epoch, offset }: Position): boolean {
    return this.#spans.some(({ from, to }) => {
      if (from.epoch === to.epoch) return epoch === from.epoch && offset > from.offset && offset <= to.offset;
      if (epoch === from.epoch) return offset > from.offset;
      if (epoch === to.epoch) return offset <= to.offset;
      // A whole epoch may come and go between two.
      return epoch !== this.#newest && epoch > from.epoch && epoch < to.epoch;
    });
  }
}

function newestEpoch({ accepted }: RoomFacts, views: readonly SightView[]): string {
  let newest = '';
  for (const { epoch } of accepted.values()) if (epoch > newest) newest = epoch;
  for (const { sights } of views) for (const { at } of sights) if (at.epoch > newest) newest = at.epoch;
  return newest;
}

function keyOf({ epoch, offset }: Position): string {
  return `${epoch}:${offset}`;
}
