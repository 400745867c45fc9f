/** Which pods may connect with which, by the NetworkPolicies. */
import type { KubernetesObject, Labels } from './kustomize.js';
import { type Pod, selects } from './pods.js';

interface Peer {
  readonly podSelector?: object;
  readonly namespaceSelector?: object;
  readonly ipBlock?: { readonly cidr: string };
}

interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { readonly port: string | number }[];
}

/** Whether a pod may connect to the port of another one in the same namespace: both ends have to allow it. */
export function mayConnect(objects: readonly KubernetesObject[], from: Pod, to: Pod, port: number): boolean {
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
  const names = portNames(to, port);
  const allows = (peers: readonly Peer[] | undefined, other: Labels, rule: Rule) =>
    (peers ?? []).some((peer) => isPodOfNamespace(peer, other)) &&
    (rule.ports ?? []).some(({ port: allowed }) => names.includes(allowed));
  const leaves = rulesFor(policies, from, 'egress').some((rule) => allows(rule.to, to.labels, rule));
  const enters = rulesFor(policies, to, 'ingress').some((rule) => allows(rule.from, from.labels, rule));
  return leaves && enters;
}

/** Whether every policy that concerns the pod in this direction is one of those that refuse all but what they name. */
export function isClosed(
  objects: readonly KubernetesObject[],
  pod: Pod,
  direction: 'Ingress' | 'Egress',
): boolean {
  return objects.some(
    ({ kind, spec }) =>
      kind === 'NetworkPolicy' &&
      selects(spec.podSelector, pod.labels) &&
      spec.policyTypes.includes(direction),
  );
}

function rulesFor(policies: readonly KubernetesObject[], pod: Pod, direction: 'ingress' | 'egress'): Rule[] {
  return policies
    .filter(({ spec }) => selects(spec.podSelector, pod.labels))
    .flatMap(({ spec }) => spec[direction] ?? []);
}

function isPodOfNamespace({ podSelector, namespaceSelector, ipBlock }: Peer, labels: Labels): boolean {
  return podSelector !== undefined && !namespaceSelector && !ipBlock && selects(podSelector, labels);
}

function portNames({ container }: Pod, port: number): (string | number)[] {
  const names = (container.ports ?? [])
    .filter(({ containerPort }) => containerPort === port)
    .map(({ name }) => name);
  return [port, ...names];
}
