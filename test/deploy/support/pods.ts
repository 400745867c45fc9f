/** The pods that Kubernetes objects make, whatever makes them. */
import type { KubernetesObject, Labels } from './kustomize.js';

interface EnvironmentVariable {
  readonly name: string;
  readonly value?: string;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly env?: readonly EnvironmentVariable[];
  readonly envFrom?: readonly {
    readonly configMapRef?: { name: string };
    readonly secretRef?: { name: string };
  }[];
  readonly resources: { readonly requests: Labels; readonly limits: Labels };
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly lifecycle?: { readonly preStop?: { readonly sleep?: { readonly seconds: number } } };
  readonly livenessProbe?: object;
}

export interface Pod {
  /** Of the object that makes it. */
  readonly owner: KubernetesObject;
  readonly name: string;
  readonly labels: Labels;
  // biome-ignore lint/suspicious/noExplicitAny: its types are checked apart
  readonly spec: any;
  readonly container: Container;
}

/** One pod for each Deployment and ScaledJob. */
export function podsOf(objects: readonly KubernetesObject[]): Pod[] {
  return objects.flatMap((owner) => {
    const template = templateOf(owner);
    if (!template) return [];
    const { spec, metadata } = template;
    return [
      { owner, name: owner.metadata.name, labels: metadata.labels, spec, container: spec.containers[0] },
    ];
  });
}

// biome-ignore lint/suspicious/noExplicitAny: its types are checked apart
function templateOf({ kind, spec }: KubernetesObject): any {
  if (kind === 'Deployment') return spec.template;
  return kind === 'ScaledJob' ? spec.jobTargetRef.template : undefined;
}

/** The environment of a pod's container; secrets have made-up values. */
export function environmentOf(
  { container }: Pod,
  objects: readonly KubernetesObject[],
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const { configMapRef, secretRef } of container.envFrom ?? []) {
    if (configMapRef) Object.assign(environment, named(objects, 'ConfigMap', configMapRef.name).data);
    if (secretRef) Object.assign(environment, SECRETS[secretRef.name]);
  }
  for (const { name, value = '' } of container.env ?? []) environment[name] = value;
  return environment;
}

/** The secrets that an operator creates (deploy/README.md), with values of the right form. */
export const SECRETS: Readonly<Record<string, Record<string, string>>> = {
  'onplay-fleet': {
    ONPLAY_REDIS_URL: 'redis://onplay:password@redis:6379/0',
    ONPLAY_FLEET_KEY: 'a key of the fleet with more than 32 bytes',
  },
  'onplay-origin': {
    ONPLAY_TOKEN_SECRET: 'a secret of tokens with more than 32 bytes',
    ONPLAY_ADMIN_KEY: 'an-administrator-of-onplay',
  },
  'onplay-redis': { password: 'password' },
};

/** @throws Error when there is none. */
export function named(objects: readonly KubernetesObject[], kind: string, name: string): KubernetesObject {
  const object = objects.find((each) => each.kind === kind && each.metadata.name === name);
  if (!object) throw new Error(`there is no ${kind} ${name}`);
  return object;
}

interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
  }[];
}

/** Whether a selector selects something with these labels; an empty one selects all. */
export function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(
      ({ key, operator, values }) => operator === 'In' && values.includes(labels[key] ?? ''),
    )
  );
}

const UNITS: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, m: 1e-3, '': 1 };

/** The number of a Kubernetes quantity, as `512Mi` or `500m`. */
export function quantity(text: string): number {
  const [, number = '', unit = ''] = /^(\d+)(Ki|Mi|Gi|m|)$/.exec(text) ?? [];
  if (number === '') throw new Error(`${text} is no quantity`);
  return Number(number) * UNITS[unit]!;
}
