import type { ServerFrame, Visitor } from '#chat';

type About = Extract<ServerFrame, { type: 'welcome' | 'members' | 'joined' | 'left' }>;

/** Who is in the room, as the last frames said. The server names only so many, and counts them all. */
export class MemberList {
  readonly #byId = new Map<string, Visitor>();
  #count = 0;

  get list(): readonly Visitor[] {
    return [...this.#byId.values()];
  }

  get count(): number {
    return this.#count;
  }

  take(frame: About): void {
    if (frame.type === 'welcome' || frame.type === 'members') {
      this.#byId.clear();
      for (const visitor of frame.members) this.#byId.set(visitor.id, visitor);
    } else if (frame.type === 'joined') this.#byId.set(frame.visitor.id, frame.visitor);
    else this.#byId.delete(frame.id);
    this.#count = frame.memberCount;
  }
}
