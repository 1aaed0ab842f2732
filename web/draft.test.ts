import { beforeEach, describe, expect, it } from 'vitest';
import { Draft } from './draft.ts';

let told: string[];
let draft: Draft;

beforeEach(() => {
  told = [];
  draft = new Draft();
  draft.events = {
    typing: (text, id, { x, y }) => told.push(`typing ${id === draft.cell.value?.id} "${text}" ${x},${y}`),
    say: (text, _id, { x, y }) => told.push(`say "${text}" ${x},${y}`),
    opened: () => told.push('opened'),
  };
});

describe('what we write', () => {
  it('is shown at each change, said under the same id, and goes on a line below', () => {
    draft.open({ x: 10, y: 20 });
    const id = draft.cell.value?.id;
    draft.write('Hi');
    draft.write('Hi');
    draft.send(30);

    expect(told).toEqual(['opened', 'typing true "Hi" 10,20', 'say "Hi" 10,20']);
    expect(draft.cell.value).toMatchObject({ place: { x: 10, y: 50 }, text: '' });
    expect(draft.cell.value?.id).not.toBe(id);
  });

  it('goes with us when we touch another place', () => {
    draft.open({ x: 0, y: 0 });
    draft.write('Hi');
    draft.open({ x: 7, y: 7 });

    expect(told.slice(2)).toEqual(['typing true "Hi" 7,7', 'opened']);
    expect(draft.cell.value?.text).toBe('Hi');
  });

  it('is taken back where others saw it, and only there, when it is given up', () => {
    draft.open({ x: 0, y: 0 });
    draft.cancel();
    expect(told).toEqual(['opened']);

    draft.open({ x: 0, y: 0 });
    draft.write('Hi');
    draft.cancel();
    expect(told.at(-1)).toBe('typing false "" 0,0');
  });

  it('is not said when there is nothing to see of it', () => {
    draft.open({ x: 0, y: 0 });
    draft.write(' \n ');
    draft.send();

    expect(told.filter((each) => each.startsWith('say'))).toEqual([]);
  });
});
