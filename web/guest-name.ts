const MANNERS = [
  'Quiet',
  'Brisk',
  'Gentle',
  'Salty',
  'Bright',
  'Drifting',
  'Early',
  'Northern',
  'Lucky',
  'Merry',
  'Misty',
  'Patient',
  'Rolling',
  'Silver',
  'Steady',
  'Sunny',
];
const BEINGS = [
  'Heron',
  'Tern',
  'Gull',
  'Puffin',
  'Otter',
  'Seal',
  'Plover',
  'Curlew',
  'Gannet',
  'Cormorant',
  'Dolphin',
  'Eider',
  'Kittiwake',
  'Sandpiper',
  'Skua',
  'Turtle',
];

/**
 * A name for somebody who has not said one; `random` is from 0 to 1.
 *
 * @example
 * guestName(() => 0) // => 'Quiet Heron'
 */
export function guestName(random: () => number): string {
  const one = (of: readonly string[]) => of[Math.floor(random() * of.length)] ?? '';
  return `${one(MANNERS)} ${one(BEINGS)}`;
}
