import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkManifest, parseConfig, parseWorkloads } from '#scaler';
import { ROOT } from './source-files.ts';

const text = readFileSync(join(ROOT, 'docs/scaler.md'), 'utf8');
const [workloads = '', scaledObject = ''] = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
  (match) => match[1] ?? '',
);

test('the file of workloads that the document shows can be used as it stands', () => {
  const parsed = parseWorkloads(workloads);

  expect(parsed.map(({ key }) => key)).toEqual(['shop/chat']);
});

test('nothing is to be said against the ScaledObject that the document shows', () => {
  const findings = checkManifest(scaledObject, parseWorkloads(workloads), parseConfig({}).timing);

  expect(findings.map(({ level, sentence }) => [level, sentence])).toEqual([['ok', 'KEDA can ask with it']]);
});
