import type { Visitor } from '#chat';

/** What changed for people: sessions in between are nobody's business. */
export interface PresenceChange {
  readonly joined: readonly Visitor[];
  /** Ids of visitors whose last session went. */
  readonly left: readonly string[];
}

/** The process that a session is on. A member is `<process>/<session>`. */
export function processOf(member: string): string {
  return member.slice(0, member.indexOf('/'));
}

/** Who is in a room, by session; tells what a change of sessions means for visitors. Pure. */
export class PresenceView {
  readonly #sessions = new Map<string, Visitor>();
  readonly #visitors = new Map<string, { visitor: Visitor; sessions: number }>();
  /** How many sessions each process has. */
  readonly #processes = new Map<string, number>();

  /** Each visitor once. */
  get visitors(): readonly Visitor[] {
    return [...this.#visitors.values()].map(({ visitor }) => visitor);
  }

  get processes(): Iterable<string> {
    return this.#processes.keys();
  }

  membersOf(process: string): readonly string[] {
    return this.#processes.has(process)
      ? [...this.#sessions.keys()].filter((member) => processOf(member) === process)
      : [];
  }

  /** A session came (with its visitor) or went (without). */
  apply(member: string, visitor: Visitor | undefined): PresenceChange {
    const before = this.#sessions.get(member);
    const joined = visitor && this.#put(member, visitor) ? [visitor] : [];
    if (visitor === undefined) this.#drop(member);
    const left = before && this.#lose(before.id) ? [before.id] : [];
    return { joined, left };
  }

  /** What the store says now, in place of everything that was known. */
  replace(sessions: ReadonlyMap<string, Visitor>): PresenceChange {
    const before = new Set(this.#visitors.keys());
    const gone = [...this.#sessions.keys()].filter((member) => !sessions.has(member));
    for (const [member, visitor] of sessions) this.apply(member, visitor);
    for (const member of gone) this.apply(member, undefined);
    const joined = this.visitors.filter(({ id }) => !before.has(id));
    return { joined, left: [...before].filter((id) => !this.#visitors.has(id)) };
  }

  #put(member: string, visitor: Visitor): boolean {
    if (!this.#sessions.has(member)) this.#count(processOf(member), 1);
    this.#sessions.set(member, visitor);
    const sessions = (this.#visitors.get(visitor.id)?.sessions ?? 0) + 1;
    this.#visitors.set(visitor.id, { visitor, sessions });
    return sessions === 1;
  }

  #drop(member: string): void {
    if (this.#sessions.delete(member)) this.#count(processOf(member), -1);
  }

  #count(process: string, change: 1 | -1): void {
    const sessions = (this.#processes.get(process) ?? 0) + change;
    if (sessions > 0) this.#processes.set(process, sessions);
    else this.#processes.delete(process);
  }

  #lose(id: string): boolean {
    const known = this.#visitors.get(id);
    if (known && --known.sessions > 0) return false;
    return this.#visitors.delete(id);
  }
}
