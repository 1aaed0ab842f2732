/** One change to good manifests that breaks one rule: `value` is put at `path`, or what is there is taken away. */
interface Breach {
  /** `Deployment/origin`. */
  readonly in: string;
  /** Parts with "." between; nothing means the manifest itself. */
  readonly path?: string;
  readonly value?: unknown;
}

const POD = 'spec.template.spec';
const CONTAINER = `${POD}.containers.0`;
const BEHAVIOR = 'spec.advanced.horizontalPodAutoscalerConfig.behavior';
const HPA = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: {
    name: 'other',
    namespace: 'breakwater',
    labels: { 'app.kubernetes.io/name': 'a', 'app.kubernetes.io/part-of': 'a', 'app.kubernetes.io/managed-by': 'a' },
  },
  spec: {
    scaleTargetRef: { kind: 'Deployment', name: 'origin' },
    minReplicas: 2,
    maxReplicas: 4,
    behavior: {
      scaleUp: { stabilizationWindowSeconds: 0 },
      scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] },
    },
  },
};

/** For every rule, what breaks it and no other. */
export const BREACHES: Readonly<Record<string, Breach>> = {
  'runs-as-nobody': { in: 'Deployment/origin', path: `${POD}.securityContext.runAsNonRoot` },
  'no-privileges': { in: 'Deployment/origin', path: `${CONTAINER}.securityContext.allowPrivilegeEscalation` },
  'read-only-root': {
    in: 'StatefulSet/redis',
    path: `${CONTAINER}.securityContext.readOnlyRootFilesystem`,
    value: false,
  },
  'apart-from-node': { in: 'Deployment/origin', path: `${POD}.hostNetwork`, value: true },
  'volumes-restricted': { in: 'Deployment/origin', path: `${POD}.volumes.0`, value: { name: 'tmp', hostPath: {} } },
  'resources-told': { in: 'Deployment/scaler', path: `${CONTAINER}.resources.limits.memory`, value: '1Mi' },
  'probes-told': { in: 'Deployment/origin', path: `${CONTAINER}.readinessProbe` },
  'probes-find-port': { in: 'Deployment/origin', path: `${CONTAINER}.livenessProbe.httpGet.port`, value: 'htp' },
  'images-fixed': { in: 'StatefulSet/redis', path: `${CONTAINER}.image`, value: 'redis:latest' },
  'service-finds-port': { in: 'Service/origin-pods', path: 'spec.ports.1.targetPort', value: 'metric' },
  'ingress-finds-service': {
    in: 'Ingress/origin',
    path: 'spec.rules.0.http.paths.0.backend.service.name',
    value: 'orgin',
  },
  'ingress-keeps-sockets': {
    in: 'Ingress/origin',
    path: 'metadata.annotations',
    value: { 'nginx.ingress.kubernetes.io/proxy-send-timeout': '3600' },
  },
  'default-deny': { in: 'NetworkPolicy/default-deny' },
  'policy-for-every-pod': { in: 'NetworkPolicy/redis', path: 'spec.podSelector', value: {} },
  'policy-finds-pods': {
    in: 'NetworkPolicy/redis',
    path: 'spec.ingress.0.from.2',
    value: { podSelector: { matchLabels: { 'app.kubernetes.io/name': 'orgin' } } },
  },
  'policy-finds-port': {
    in: 'NetworkPolicy/scaler',
    path: 'spec.ingress.0.ports.1',
    value: { protocol: 'TCP', port: 9091 },
  },
  'policy-both-ways': { in: 'NetworkPolicy/redis', path: 'spec.ingress.0.from.1' },
  'grace-enough': { in: 'Deployment/scaler', path: `${POD}.terminationGracePeriodSeconds`, value: 30 },
  'stops-after-endpoint': { in: 'Deployment/origin', path: `${CONTAINER}.lifecycle` },
  'new-before-old': { in: 'Deployment/origin', path: 'spec.strategy.rollingUpdate.maxUnavailable', value: 1 },
  'more-than-one': { in: 'Deployment/scaler', path: 'spec.replicas', value: 1 },
  'spread-out': { in: 'Deployment/scaler', path: `${POD}.topologySpreadConstraints`, value: [] },
  'budget-there': { in: 'PodDisruptionBudget/scaler' },
  'budget-below-replicas': { in: 'PodDisruptionBudget/origin', path: 'spec.maxUnavailable', value: 2 },
  'scale-target-there': { in: 'Deployment/origin', path: 'spec.replicas', value: 3 },
  'scaled-once': { in: 'ConfigMap/redis', value: HPA },
  'bounds-in-order': { in: 'ScaledObject/origin', path: 'spec.fallback.behavior', value: 'static' },
  'up-fast-down-slow': { in: 'ScaledObject/origin', path: `${BEHAVIOR}.scaleDown.policies` },
  'labels-recommended': { in: 'Service/origin', path: 'metadata.labels', value: {} },
  'selector-finds-own-pods': {
    in: 'Deployment/origin',
    path: 'spec.selector.matchLabels',
    value: { 'app.kubernetes.io/name': 'orgin' },
  },
  'namespace-restricted': { in: 'Namespace/breakwater', path: 'metadata.labels', value: {} },
  'account-of-its-own': { in: 'Deployment/origin', path: `${POD}.serviceAccountName`, value: 'redis' },
  'token-only-where-used': { in: 'StatefulSet/redis', path: `${POD}.automountServiceAccountToken`, value: true },
  'rights-narrow': { in: 'Role/scaler', path: 'rules.0.verbs.3', value: '*' },
  'rights-bound': { in: 'RoleBinding/scaler', path: 'roleRef.name', value: 'scalar' },
  'config-there': { in: 'StatefulSet/redis', path: `${POD}.volumes.0.configMap.name`, value: 'radis' },
  'secret-has-template': { in: 'Deployment/origin', path: `${CONTAINER}.env.3.valueFrom.secretKeyRef.key`, value: 'b' },
  'no-secret-in-manifests': {
    in: 'ConfigMap/origin',
    path: 'data.REDIS_URL',
    value: 'redis://:mine@redis:6379',
  },
  'scrape-finds-port': {
    in: 'Deployment/origin',
    path: 'spec.template.metadata.annotations',
    value: { 'prometheus.io/port': '9465' },
  },
  'settings-readable': { in: 'ConfigMap/origin', path: 'data.MAX_CONNECTION', value: '5' },
};
