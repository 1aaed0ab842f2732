import type { ReadStream, WriteStream } from 'node:tty';
import type { Deed, DrillPlan } from './drill-plan.ts';
import type { DrillEvents } from './drill-run.ts';
import type { DrillSample } from './drill-verdict.ts';
import { viewLines } from './drill-view.ts';

const KEYS: Readonly<Record<string, Deed>> = { k: 'kill', c: 'cut', s: 'spike' };
/** Without a terminal a line says how it stands so often. */
const LINE_MS = 10_000;

/** Shows a drill while it runs: in place on a terminal, otherwise as a line now and then. */
export class DrillTerminal implements DrillEvents {
  readonly #out: WriteStream;
  readonly #plan: DrillPlan;
  readonly #live: boolean;
  readonly #samples: DrillSample[] = [];
  readonly #told: string[] = [];
  #drawn = 0;
  #lineAt = 0;

  constructor(out: WriteStream, plan: DrillPlan) {
    this.#out = out;
    this.#plan = plan;
    this.#live = out.isTTY === true && process.env.TERM !== 'dumb';
  }

  readonly tell = (sentence: string): void => {
    this.#told.push(sentence);
    if (this.#live) this.#draw();
    else this.#out.write(`${sentence}\n`);
  };

  readonly sample = (sample: DrillSample): void => {
    this.#samples.push(sample);
    if (this.#live) this.#draw();
    if (this.#live || performance.now() - this.#lineAt < LINE_MS) return;
    this.#lineAt = performance.now();
    const { crowd, wanted, ready, desired, foreseen, at } = sample;
    const ahead = foreseen === null ? 'nothing foreseen yet' : `${Math.round(foreseen.mean)} foreseen`;
    const clock = new Date(at).toISOString().slice(11, 16);
    this.#out.write(`${clock} ${crowd.online} of ${wanted} people, ${ahead}, ${ready} of ${desired} pods ready\n`);
  };

  #draw(): void {
    const lines = viewLines(this.#samples, this.#plan, this.#told);
    const up = this.#drawn > 0 ? `\x1b[${this.#drawn}A` : '';
    const columns = this.#out.columns || 80;
    this.#out.write(`${up}\x1b[0J${lines.map((line) => `${line.slice(0, columns - 1)}\n`).join('')}`);
    this.#drawn = lines.length;
  }
}

/** Hears keys on a terminal. @returns what ends that */
export function listenToKeys(input: ReadStream, act: (deed: Deed) => void, quit: () => void): () => void {
  if (input.isTTY !== true) return () => {};
  input.setRawMode(true);
  const hear = (bytes: Buffer) => {
    for (const key of bytes.toString()) {
      const deed = KEYS[key];
      if (deed !== undefined) act(deed);
      // Ctrl-C comes as a key where keys are heard one by one.
      else if (key === 'q' || key === '\x03') quit();
    }
  };
  input.on('data', hear);
  return () => {
    input.off('data', hear);
    input.setRawMode(false);
    input.pause();
  };
}
