import { type Draft, draftMessage, parseRoomId, type RoomId, type Visitor } from '#chat';

let count = 0;

/** A name that nothing else in this run has, so that tests may share a store. */
function fresh(kind: string): string {
  return `${kind}-${process.pid}-${Date.now().toString(36)}-${++count}`;
}

export function freshRoom(): RoomId {
  return parseRoomId(fresh('room'));
}

export function freshVisitor(): Visitor {
  return { id: fresh('visitor'), name: 'Ada' };
}

export function freshDraft(visitor: Visitor = freshVisitor(), text = 'hello'): Draft {
  return draftMessage({ id: fresh('message'), text }, visitor);
}
