import { byDeletion, fillEmptiest, type Guests, type PoolPod } from './pool-pod.ts';
import { presentShares, type VisitKind } from './sessions.ts';

/** What pods and people are like. */
export interface PoolRules {
  /** Connections that one pod carries; it takes no more. */
  readonly capacity: number;
  readonly coldStartSeconds: number;
  /** New connections that one pod takes in a second. */
  readonly acceptPerSecond: number;
  /** Whether a pod that is told to go hands its people over (they open the new connection before they let go of the old), or drops them. */
  readonly handsOver: boolean;
  /** People a second whom a leaving pod asks to move. */
  readonly handOverPerSecond: number;
  /** How long a leaving pod may take. */
  readonly graceSeconds: number;
  /** Whoever was cut comes back at a random time within this. */
  readonly returnSeconds: number;
  /** Whoever found no place tries again, on average after this. */
  readonly retrySeconds: number;
  readonly visits: readonly VisitKind[];
}

/** What happened in a step. People, in fractions. */
export interface PoolStep {
  readonly cut: number;
  readonly handedOver: number;
  /** Came back after a cut, or tried again, or moved. */
  readonly reconnects: number;
  readonly opened: number;
}

/** Pods and the people on them, in steps of a few seconds. The number of people who want to be there is the trace's, always. */
export class PoolWorld {
  readonly pods: PoolPod[] = [];
  readonly #rules: PoolRules;
  readonly #stepSeconds: number;
  readonly #stay: readonly number[];
  readonly #refused: Guests;
  readonly #away: Guests[];
  readonly #room: Guests;
  #made = 0;
  #now = 0;
  #cut = 0;
  #handedOver = 0;
  #reconnects = 0;

  constructor(rules: PoolRules, stepSeconds: number) {
    this.#rules = rules;
    this.#stepSeconds = stepSeconds;
    this.#stay = rules.visits.map(({ meanSeconds }) => Math.exp(-stepSeconds / meanSeconds));
    const nobody = () => new Float64Array(rules.visits.length);
    this.#refused = nobody();
    this.#room = nobody();
    this.#away = Array.from({ length: Math.max(1, Math.round(rules.returnSeconds / stepSeconds)) }, nobody);
  }

  /** Begins with people who are there already, on ready pods. */
  begin(people: number, pods: number): void {
    for (let count = 0; count < pods; count++) this.#start(0);
    for (const pod of this.pods) pod.state = 'open';
    const shares = presentShares(this.#rules.visits);
    this.#refused.set(shares.map((share) => share * people));
    fillEmptiest(this.pods, this.#refused, this.#rules.capacity, Number.POSITIVE_INFINITY);
  }

  /** Pods that HPA counts: all but those that leave. */
  get replicas(): number {
    return this.pods.reduce((sum, { state }) => sum + Number(state !== 'leaving'), 0);
  }

  /** People on pods, which is what a scrape sees. */
  get connected(): number {
    return this.pods.reduce((sum, { count }) => sum + count, 0);
  }

  /** People who knock and find no place. */
  get refused(): number {
    return sumOf(this.#refused);
  }

  get away(): number {
    return this.#away.reduce((sum, people) => sum + sumOf(people), 0);
  }

  /** Makes pods, or lets them go. `costs`: whether the emptiest are marked as the cheapest to delete. */
  scale(replicas: number, coldStartFactor: number, costs: boolean): void {
    const there = this.pods.filter(({ state }) => state !== 'leaving');
    for (let count = there.length; count < replicas; count++) this.#start(coldStartFactor);
    const leaving = there.sort(byDeletion(costs)).slice(0, Math.max(0, there.length - replicas));
    for (const pod of leaving) {
      pod.state = 'leaving';
      pod.killAt = this.#now + (this.#rules.handsOver ? this.#rules.graceSeconds : 0);
    }
  }

  /** A pod dies with all that is on it, as by a lost node. */
  kill(name: string): void {
    const pod = this.pods.find((one) => one.name === name);
    if (pod !== undefined) Object.assign(pod, { state: 'leaving', killAt: Number.NEGATIVE_INFINITY });
  }

  shut(name: string): void {
    const pod = this.pods.find((one) => one.name === name);
    if (pod?.state === 'open') Object.assign(pod, { state: 'shut', shutAt: this.#now });
  }

  open(name: string): void {
    const pod = this.pods.find((one) => one.name === name);
    if (pod?.state === 'shut') Object.assign(pod, { state: 'open', shutAt: null });
  }

  /** Lives on until `second`, when so many people want to be there. */
  step(second: number, people: number): PoolStep {
    this.#now = second;
    [this.#cut, this.#handedOver, this.#reconnects] = [0, 0, 0];
    for (const pod of this.pods) if (pod.state === 'starting' && pod.readyAt <= second) pod.state = 'open';
    const newcomers = this.#endVisits(people);
    const open = this.pods.filter(({ state }) => state === 'open');
    this.#letGo(open);
    const opened = this.#admit(open, newcomers);
    return { cut: this.#cut, handedOver: this.#handedOver, reconnects: this.#reconnects, opened };
  }

  #start(coldStartFactor: number): void {
    const seconds = this.#rules.coldStartSeconds * coldStartFactor;
    this.pods.push({
      name: `pod-${this.#made++}`,
      createdAt: this.#now,
      readyAt: this.#now + seconds,
      state: 'starting',
      shutAt: null,
      killAt: Number.POSITIVE_INFINITY,
      guests: new Float64Array(this.#rules.visits.length),
      count: 0,
    });
  }

  /** Ends visits; where the trace falls faster than they end by themselves, more of them. Gives how many come anew. */
  #endVisits(people: number): number {
    let left = this.#stayOn(this.#refused);
    for (const away of this.#away) left += this.#stayOn(away);
    for (const pod of this.pods) {
      pod.count = this.#stayOn(pod.guests);
      left += pod.count;
    }
    if (left > people) {
      const factor = people / left;
      for (const guests of [this.#refused, ...this.#away, ...this.pods.map((pod) => pod.guests)]) scale(guests, factor);
      for (const pod of this.pods) pod.count *= factor;
    }
    return Math.max(0, people - left);
  }

  /** Ends some visits, and gives how many go on. */
  #stayOn(guests: Guests): number {
    let sum = 0;
    for (let kind = 0; kind < guests.length; kind++) {
      const value = (guests[kind] as number) * (this.#stay[kind] as number);
      guests[kind] = value;
      sum += value;
    }
    return sum;
  }

  #letGo(open: readonly PoolPod[]): void {
    const { capacity, handOverPerSecond, acceptPerSecond } = this.#rules;
    for (const pod of this.pods) {
      if (pod.state !== 'leaving') continue;
      if (this.#rules.handsOver && pod.killAt > this.#now) {
        const share = Math.min(1, (handOverPerSecond * this.#stepSeconds) / Math.max(pod.count, 1e-9));
        const moving = this.#room;
        pod.guests.forEach((value, kind) => {
          moving[kind] = value * share;
        });
        const before = sumOf(moving);
        const moved = fillEmptiest(open, moving, capacity, acceptPerSecond * this.#stepSeconds);
        const gone = before > 0 ? (share * moved) / before : 0;
        pod.guests.forEach((value, kind) => {
          pod.guests[kind] = value * (1 - gone);
        });
        pod.count = sumOf(pod.guests);
        this.#handedOver += moved;
        this.#reconnects += moved;
      }
      if (pod.killAt <= this.#now) this.#drop(pod);
    }
    for (let index = this.pods.length - 1; index >= 0; index--) {
      const pod = this.pods[index] as PoolPod;
      if (pod.state === 'leaving' && pod.count < 0.5) this.pods.splice(index, 1);
    }
  }

  #drop(pod: PoolPod): void {
    this.#cut += pod.count;
    for (const people of this.#away) {
      pod.guests.forEach((value, kind) => {
        people[kind] = (people[kind] as number) + value / this.#away.length;
      });
    }
    pod.guests.fill(0);
    pod.count = 0;
  }

  /** Those who come, those who come back and those who try again look for a place. */
  #admit(open: readonly PoolPod[], newcomers: number): number {
    const { visits, capacity, acceptPerSecond, retrySeconds } = this.#rules;
    const back = this.#away.shift() as Guests;
    const again = Math.min(1, this.#stepSeconds / retrySeconds);
    const knocking = this.#room;
    for (const [kind, { share }] of visits.entries()) {
      const retrying = (this.#refused[kind] as number) * again;
      this.#refused[kind] = (this.#refused[kind] as number) - retrying;
      knocking[kind] = newcomers * share + (back[kind] as number) + retrying;
      this.#reconnects += (back[kind] as number) + retrying;
    }
    this.#away.push(back.fill(0));
    const opened = fillEmptiest(open, knocking, capacity, acceptPerSecond * this.#stepSeconds);
    for (const kind of visits.keys())
      this.#refused[kind] = (this.#refused[kind] as number) + (knocking[kind] as number);
    return opened;
  }
}

function scale(people: Guests, factor: number): void {
  for (let kind = 0; kind < people.length; kind++) people[kind] = (people[kind] as number) * factor;
}

function sumOf(people: Guests): number {
  let sum = 0;
  for (const value of people) sum += value;
  return sum;
}
