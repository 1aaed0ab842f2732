import type { FanoutResult } from './fanout.ts';
import type { Section } from './fanout-result.ts';

/**
 * New results, with what earlier ones have of shapes and servers that were not measured now. A ratio stays only if
 * neither of its two was measured again: both sides of a ratio are always of one run.
 */
export function mergeResults(earlier: FanoutResult, now: FanoutResult): FanoutResult {
  const isSame = (one: Section) => (other: Section) => one.shape === other.shape && one.sharing === other.sharing;
  const kept = earlier.sections.map((old) => {
    const fresh = now.sections.find(isSame(old));
    return fresh ? mergeSections(old, fresh) : old;
  });
  const added = now.sections.filter((section) => !earlier.sections.some(isSame(section)));
  const told = new Set([...now.absent, ...now.sections.flatMap(({ figures }) => figures)].map(({ name }) => name));
  const absent = [...earlier.absent.filter(({ name }) => !told.has(name)), ...now.absent];
  return { ...earlier, ...now, absent, sections: [...kept, ...added] };
}

function mergeSections(old: Section, fresh: Section): Section {
  const again = new Set(fresh.figures.map(({ name }) => name));
  return {
    ...fresh,
    figures: [...old.figures.filter(({ name }) => !again.has(name)), ...fresh.figures],
    ratios: [...old.ratios.filter(({ ours, theirs }) => !again.has(ours) && !again.has(theirs)), ...fresh.ratios],
  };
}
