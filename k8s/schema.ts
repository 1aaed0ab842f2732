import * as issuers from '@kubernetes-models/cert-manager/cert-manager.io/v1';
import * as keda from '@kubernetes-models/keda/keda.sh/v1alpha1';
import * as apps from 'kubernetes-models/apps/v1';
import * as autoscaling from 'kubernetes-models/autoscaling/v2';
import * as networking from 'kubernetes-models/networking.k8s.io/v1';
import * as policy from 'kubernetes-models/policy/v1';
import * as rbac from 'kubernetes-models/rbac.authorization.k8s.io/v1';
import * as core from 'kubernetes-models/v1';
import { type Manifest, nameOf } from './manifest.ts';

type Model = new (given: object) => { validate(): void };

/** Where the schemas and the types of each API are. Both are made from Kubernetes' and KEDA's own sources. */
const APIS: Readonly<Record<string, { readonly models: object; readonly from: string }>> = {
  v1: { models: core, from: 'kubernetes-models/v1' },
  'apps/v1': { models: apps, from: 'kubernetes-models/apps/v1' },
  'autoscaling/v2': { models: autoscaling, from: 'kubernetes-models/autoscaling/v2' },
  'networking.k8s.io/v1': { models: networking, from: 'kubernetes-models/networking.k8s.io/v1' },
  'policy/v1': { models: policy, from: 'kubernetes-models/policy/v1' },
  'rbac.authorization.k8s.io/v1': { models: rbac, from: 'kubernetes-models/rbac.authorization.k8s.io/v1' },
  'keda.sh/v1alpha1': { models: keda, from: '@kubernetes-models/keda/keda.sh/v1alpha1' },
  'cert-manager.io/v1': { models: issuers, from: '@kubernetes-models/cert-manager/cert-manager.io/v1' },
};

/** What the schema of its kind says against a manifest. Fields that it does not know it lets be: see `typesOf`. */
export function schemaFaults(manifest: Manifest): string[] {
  const { apiVersion, kind } = manifest;
  const model = (APIS[apiVersion]?.models as Readonly<Record<string, Model>> | undefined)?.[kind];
  if (model === undefined) return [`${nameOf(manifest)}: there is no schema for ${apiVersion} ${kind}`];
  try {
    new model(manifest).validate();
    return [];
  } catch (error) {
    return [`${nameOf(manifest)}: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/**
 * The manifests as a source in TypeScript that compiles only where no field is unknown, as a cluster refuses it too
 * (`kubectl apply` validates strictly). A line is one manifest.
 */
export function typesOf(manifests: readonly Manifest[]): string {
  return manifests
    .map((manifest) => {
      const type = `import('${APIS[manifest.apiVersion]?.from ?? 'unknown'}').I${manifest.kind}`;
      return `(${JSON.stringify(manifest)}) satisfies ${type};`;
    })
    .join('\n');
}
