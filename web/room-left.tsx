import type { Room } from './writing.ts';

interface RoomLeftProps {
  readonly room: Room;
  readonly id?: string;
  readonly style: 'room-left' | 'draft-left';
}

/** How much more fits into what is written: seen at each letter, and read aloud only now and then. */
export function RoomLeft({ room: { tooLong, words, spoken }, id, style }: RoomLeftProps) {
  return (
    <p class={tooLong ? `${style} bad` : style} id={id}>
      <span aria-hidden="true">{words}</span>
      <span class="unseen" role="status">
        {spoken}
      </span>
    </p>
  );
}
