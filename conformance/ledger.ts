import type { MessageEntry, Position } from '#chat';

/** What one reader was shown, in the order in which it was shown. */
export interface View {
  readonly reader: string;
  readonly entries: ReadonlyArray<Pick<MessageEntry, 'id' | 'offset'>>;
}

/**
 * Holds what readers saw against what was accepted, from outside: every accepted message in every view, each once, each
 * where its sender was told that it is, in order and without a hole. Says everything that is not so.
 *
 * @example
 * auditViews(new Map([['m1', { epoch: 'e', offset: 1 }]]), [{ reader: 'ada', entries: [] }]) // => ['ada: "m1" at 1 is missing']
 */
export function auditViews(accepted: ReadonlyMap<string, Position>, views: readonly View[]): string[] {
  return views.flatMap((view) => [...auditOrder(view), ...auditAccepted(accepted, view)]);
}

function auditOrder({ reader, entries }: View): string[] {
  return entries.flatMap(({ id, offset }, index) => {
    const before = entries[index - 1];
    if (before === undefined || offset === before.offset + 1) return [];
    return [`${reader}: "${id}" at ${offset} came after ${before.offset}`];
  });
}

function auditAccepted(accepted: ReadonlyMap<string, Position>, { reader, entries }: View): string[] {
  const faults: string[] = [];
  const seen = new Map<string, number>();
  for (const { id, offset } of entries) {
    const first = seen.get(id);
    if (first !== undefined) faults.push(`${reader}: "${id}" came at ${first} and again at ${offset}`);
    seen.set(id, first ?? offset);
    if (!accepted.has(id)) faults.push(`${reader}: "${id}" at ${offset} was never accepted`);
  }
  for (const [id, position] of accepted) {
    const offset = seen.get(id);
    if (offset === undefined) faults.push(`${reader}: "${id}" at ${position.offset} is missing`);
    else if (offset !== position.offset)
      faults.push(`${reader}: "${id}" is at ${offset}, its sender was told ${position.offset}`);
  }
  return faults;
}
