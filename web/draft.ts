import { newMessageId } from '#client';
import type { Point } from './camera.ts';
import { Cell } from './cell.ts';

/** What we are writing on the canvas. */
export interface DraftText {
  readonly id: string;
  readonly place: Point;
  readonly text: string;
}

export interface DraftEvents {
  /** Shows others what is written. */
  typing(text: string, id: string, place: Point): void;
  say(text: string, id: string, place: Point): void;
  /** The field should have the keyboard, now: a telephone opens it only while it is touched. */
  opened(): void;
}

/** How far below what was said the next line begins, where its size is not known. */
const LINE = 56;

/** One text at a time, at one place; others see it grow. */
export class Draft {
  readonly cell = new Cell<DraftText | undefined>(undefined);
  events: DraftEvents = { typing() {}, say() {}, opened() {} };

  /** Begins to write, or takes what is written to another place. */
  open(place: Point): void {
    const draft = this.cell.value;
    this.cell.set(draft ? { ...draft, place } : { id: newMessageId(), place, text: '' });
    if (draft?.text) this.events.typing(draft.text, draft.id, place);
    this.events.opened();
  }

  write(text: string): void {
    const draft = this.cell.value;
    if (draft === undefined || draft.text === text) return;
    this.cell.set({ ...draft, text });
    this.events.typing(text, draft.id, draft.place);
  }

  /** Says it, and begins the next line below, `height` canvas pixels lower. */
  send(height = LINE): void {
    const draft = this.cell.value;
    if (draft === undefined || draft.text.trim() === '') return;
    this.events.say(draft.text, draft.id, draft.place);
    const place = { x: draft.place.x, y: Math.round(draft.place.y + height) };
    this.cell.set({ id: newMessageId(), place, text: '' });
  }

  /** Gives it up. */
  cancel(): void {
    const draft = this.cell.value;
    if (draft === undefined) return;
    this.cell.set(undefined);
    if (draft.text !== '') this.events.typing('', draft.id, draft.place);
  }
}
