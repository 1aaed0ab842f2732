import { LIMITS } from './limits.ts';
import type { Visitor } from './visitor.ts';

/**
 * Who is in a room, in the order of their coming, with the JSON of those whom a welcome names. It is kept and added to,
 * so that in a storm of comings naming two hundred costs each of them nothing but the sending.
 */
export class MemberRoll {
  readonly #visitors = new Map<string, Visitor>();
  /** The first ones, without brackets; `undefined` when it has to be made anew. */
  #named: string | undefined = '';

  get size(): number {
    return this.#visitors.size;
  }

  get(id: string): Visitor | undefined {
    return this.#visitors.get(id);
  }

  /** Somebody is here, or has another name now. */
  put(visitor: Visitor): void {
    const before = this.#visitors.get(visitor.id);
    this.#visitors.set(visitor.id, visitor);
    if (before !== undefined) {
      if (before.name !== visitor.name) this.#named = undefined;
    } else if (this.#named !== undefined && this.size <= LIMITS.welcomeMembers) {
      // Made of two hundred additions it would be put together anew for each who is sent it.
      this.#named = this.size === LIMITS.welcomeMembers ? undefined : added(this.#named, visitor);
    }
  }

  delete(id: string): void {
    if (this.#named !== undefined && this.#names(id)) this.#named = undefined;
    this.#visitors.delete(id);
  }

  /**
   * Whom a welcome names, as JSON, and how many are here: somebody who comes in now among them, by the name that they
   * have now.
   */
  metBy(visitor?: Visitor): { membersJson: string; memberCount: number } {
    const known = visitor && this.#visitors.get(visitor.id);
    if (visitor === undefined || known?.name === visitor.name) {
      return { membersJson: `[${this.#json}]`, memberCount: this.size };
    }
    if (known) return { membersJson: JSON.stringify(this.#first(visitor)), memberCount: this.size };
    const json = this.size < LIMITS.welcomeMembers ? added(this.#json, visitor) : this.#json;
    return { membersJson: `[${json}]`, memberCount: this.size + 1 };
  }

  get #json(): string {
    this.#named ??= JSON.stringify(this.#first()).slice(1, -1);
    return this.#named;
  }

  /** Those who are named, one of them as they are now. */
  #first(instead?: Visitor): Visitor[] {
    const first: Visitor[] = [];
    for (const visitor of this.#visitors.values()) {
      if (first.push(visitor.id === instead?.id ? instead : visitor) === LIMITS.welcomeMembers) break;
    }
    return first;
  }

  #names(id: string): boolean {
    let place = 0;
    for (const other of this.#visitors.keys()) {
      if (other === id) return true;
      if (++place === LIMITS.welcomeMembers) break;
    }
    return false;
  }
}

function added(json: string, visitor: Visitor): string {
  const one = JSON.stringify({ id: visitor.id, name: visitor.name });
  return json === '' ? one : `${json},${one}`;
}
