import { expect, test } from 'vitest';
import { parseChaosPlan } from './chaos-plan.ts';
import { parseFuzzPlan } from './fuzz-plan.ts';
import { parseSimulationPlan } from './simulate-rooms-plan.ts';
import { parseSoakPlan } from './soak-plan.ts';

test.each([
  [parseChaosPlan, ['--clients', '0'], '--clients is "0", must be a whole number from 1 to 5000'],
  [parseFuzzPlan, ['--at', 'moon'], '--at is "moon", must be "pod" or "edge"'],
  [parseFuzzPlan, ['--frames', '1e3'], '--frames is "1e3", must be a whole number from 1 to 1000000000'],
  [parseSimulationPlan, ['--schedules', '-1'], "Option '--schedules' argument is ambiguous"],
  [parseSoakPlan, ['--minutes', '0'], '--minutes is "0", must be a number above 0'],
  [parseSoakPlan, ['--cycle', '5'], "Unknown option '--cycle'"],
])('a command line that is wrong is told by its option and the rule (%#)', (parse, args, sentence) => {
  expect(() => parse(args)).toThrow(sentence);
});
