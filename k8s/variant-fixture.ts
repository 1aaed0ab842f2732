import { spawnSync } from 'node:child_process';
import { KUBECTL } from './rendering.ts';

/** Debian 12's kubectl has kustomize 2, which knows no components. */
const LEAST_KUSTOMIZE = 5;

function whyNot(): string | undefined {
  const { error, status, stdout } = spawnSync(KUBECTL, ['version', '--client', '--output=json'], { encoding: 'utf8' });
  if (error !== undefined || status !== 0) return `kubectl does not run (${error?.message ?? status}): install it`;
  const { kustomizeVersion = 'none' } = JSON.parse(stdout) as { readonly kustomizeVersion?: string };
  const major = Number(/^v(\d+)/.exec(kustomizeVersion)?.[1] ?? 0);
  return major >= LEAST_KUSTOMIZE
    ? undefined
    : `kubectl's kustomize is ${kustomizeVersion}, must be 5: install a newer one`;
}

/** Why nothing can be rendered here; undefined when it can. It is printed, so that nobody takes skipped tests for passed ones. */
export const NO_KUBECTL = whyNot();

if (NO_KUBECTL !== undefined) process.stderr.write(`Manifests are not rendered: ${NO_KUBECTL}\n`);
