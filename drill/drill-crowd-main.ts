/** A process full of people: does what its parent asks, one thing after the other, and answers each. */
import { CrowdPeople } from './drill-crowd-people.ts';
import type { DrillAnswer, DrillQuestion } from './drill-words.ts';

let people: CrowdPeople | undefined;

async function answer(question: DrillQuestion): Promise<DrillAnswer> {
  if (question.ask === 'begin') {
    people = new CrowdPeople(question);
    return {};
  }
  if (people === undefined) return { error: 'It has not begun' };
  if (question.ask === 'want') return { standing: await people.want(question.people, question.broken) };
  return { audit: await people.settle() };
}

process.on('message', (question: DrillQuestion) => {
  answer(question)
    .catch((error: unknown) => ({ error: String(error) }))
    .then((told) => process.send?.(told));
});
// Whoever interrupts the drill interrupts its whole group: the parent ends us when it has asked what it wants to know.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(0));
