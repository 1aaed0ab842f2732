import { describe, expect, test } from 'vitest';
import { LIMITS } from './limits.ts';
import { MemberRoll } from './member-roll.ts';
import type { Visitor } from './visitor.ts';

const visitor = (number: number, name = `V${number}`): Visitor => ({ id: `v${number}`, name });

function rollOf(count: number): MemberRoll {
  const roll = new MemberRoll();
  for (let number = 1; number <= count; number++) roll.put(visitor(number));
  return roll;
}

/** Names by the JSON of the roll, and the count. */
function read(roll: MemberRoll, comer?: Visitor): [string[], number] {
  const { membersJson, memberCount } = roll.metBy(comer);
  return [(JSON.parse(membersJson) as Visitor[]).map(({ name }) => name), memberCount];
}

describe('who comes into a room', () => {
  test('meets nobody in an empty one but themselves', () => {
    expect(read(rollOf(0))).toEqual([[], 0]);
    expect(read(rollOf(0), visitor(1))).toEqual([['V1'], 1]);
  });

  test('is named last, and stands among the members once', () => {
    const roll = rollOf(2);

    expect(read(roll, visitor(3))).toEqual([['V1', 'V2', 'V3'], 3]);
    roll.put(visitor(3));
    expect(read(roll, visitor(3))).toEqual([['V1', 'V2', 'V3'], 3]);
  });

  test('again with another name sees their new one, whatever the others were told', () => {
    expect(read(rollOf(2), visitor(1, 'Ada'))).toEqual([['Ada', 'V2'], 2]);
  });

  test('is named as they are now, and not as they were', () => {
    const roll = rollOf(2);
    roll.metBy();

    roll.put(visitor(1, 'Ada'));

    expect(read(roll)).toEqual([['Ada', 'V2'], 2]);
  });

  test('does not meet who left', () => {
    const roll = rollOf(3);
    roll.metBy();

    roll.delete('v2');
    roll.delete('nobody');
    roll.put(visitor(4));

    expect(read(roll)).toEqual([['V1', 'V3', 'V4'], 3]);
  });
});

describe('a room of more than are named', () => {
  const most = LIMITS.welcomeMembers;

  test('names those who came first and counts all', () => {
    const [names, count] = read(rollOf(most + 50), visitor(1_000));

    expect([names.length, names[0], names.at(-1), count]).toEqual([most, 'V1', `V${most}`, most + 51]);
  });

  test('names the next one when one of those left', () => {
    const roll = rollOf(most + 2);
    roll.metBy();

    roll.delete(`v${most + 2}`);
    roll.delete('v1');

    const [names, count] = read(roll);
    expect([names.length, names[0], names.at(-1), count]).toEqual([most, 'V2', `V${most + 1}`, most]);
  });
});
