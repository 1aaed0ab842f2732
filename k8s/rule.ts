import type { Cluster } from './cluster.ts';
import { type Manifest, nameOf } from './manifest.ts';

/** What is wrong with which manifest, and what to do. */
export interface Fault {
  readonly about: string;
  readonly sentence: string;
}

/** A rule looks at all manifests and says what breaks it; it knows nothing but them. */
export type Rule = (cluster: Cluster) => Iterable<Fault>;

export function fault(manifest: Manifest, sentence: string): Fault {
  return { about: nameOf(manifest), sentence };
}
