/** The Kubernetes objects of deploy/kubernetes, as `kubectl kustomize` renders them, without a cluster. */
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { repository } from '../../repository/repository.js';
import { outputOf } from './programs.js';

export type Labels = Readonly<Record<string, string>>;

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Labels };
  /** As the kind has it. */
  // biome-ignore lint/suspicious/noExplicitAny: objects of all kinds, whose types are checked apart
  readonly spec?: any;
  readonly data?: Readonly<Record<string, string>>;
}

/** What is rendered: all that deploy/kubernetes has is in at least one of them. */
export const RENDERED = {
  small: 'deploy/kubernetes/overlays/small',
  production: 'deploy/kubernetes/overlays/production',
  'other components': 'test/deploy/fixtures/other-components',
} as const;

const rendered = new Map<string, readonly KubernetesObject[]>();

/** @param folder relative to the repository. */
export function render(folder: string): readonly KubernetesObject[] {
  const known = rendered.get(folder);
  if (known) return known;
  const text = outputOf('kubectl', ['kustomize', join(repository, folder)]);
  const objects = parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS() as KubernetesObject;
  });
  rendered.set(folder, objects);
  return objects;
}
