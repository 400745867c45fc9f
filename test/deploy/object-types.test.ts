/** That the check of types finds what a cluster would drop in silence, or refuse. */
import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from './support/kustomize.js';
import { schemaProblem, typeProblems } from './support/object-types.js';

const worker: KubernetesObject = {
  apiVersion: 'keda.sh/v1alpha1',
  kind: 'ScaledObject',
  metadata: { name: 'worker' },
  spec: { scaleTargetRef: { name: 'worker' }, triggers: [{ type: 'prometheus', metadata: { query: 'up' } }] },
};
const budget: KubernetesObject = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'worker' },
  spec: { maxUnavailable: '25%', selector: { matchLabels: { pool: 'standing' } } },
};

describe('the check of types', () => {
  it('accepts what is right', async () => {
    expect(typeProblems([worker, budget])).toEqual([]);
    expect([await schemaProblem(worker), await schemaProblem(budget)]).toEqual([undefined, undefined]);
  });

  it('finds a field that does not exist, at any depth', () => {
    const misspelt = { ...budget, spec: { ...budget.spec, selector: { matchLabel: { pool: 'standing' } } } };
    const unknown = { ...worker, spec: { ...worker.spec, pollInterval: 15 } };
    expect(typeProblems([misspelt, unknown])).toEqual([
      expect.stringContaining('matchLabel'),
      expect.stringContaining('pollInterval'),
    ]);
  });

  it('finds a value of another type, and a field that is missing', async () => {
    const text = { ...worker, spec: { ...worker.spec, minReplicaCount: '2' } };
    const { triggers: _, ...targetOnly } = worker.spec;
    expect(typeProblems([text, { ...worker, spec: targetOnly }])).toHaveLength(2);
    expect(await schemaProblem(text)).toContain('minReplicaCount');
  });

  it('finds a kind that does not exist', () => {
    expect(typeProblems([{ ...budget, apiVersion: 'policy/v2' }])).toHaveLength(1);
  });
});
