/** The autoscalers of deploy/kubernetes, and the model of a flash crowd that assumes them. */
import { describe, expect, it } from 'vitest';
import { ORIGINS, WORKERS } from '../../bench/support/flash-crowd/cases.js';
import { RENDERED, render } from './support/kustomize.js';
import { exposedMetrics, usedMetrics } from './support/metric-names.js';
import { environmentOf, named, podsOf } from './support/pods.js';
import { hasProgram } from './support/programs.js';

describe.skipIf(!hasProgram('kubectl', 'deploy/kubernetes is'))('the autoscalers', () => {
  const production = () => render(RENDERED.production);

  it('are those of `./run bench crowd`', () => {
    const standing = named(production(), 'ScaledObject', 'onplay-worker').spec;
    const surge = named(production(), 'ScaledObject', 'onplay-worker-surge').spec;
    const [percent, pods] = standing.advanced.horizontalPodAutoscalerConfig.behavior.scaleUp.policies;
    const worker = podsOf(production()).find(({ name }) => name === 'onplay-worker')!;
    expect({
      slotsPerWorker: Number(environmentOf(worker, production())['ONPLAY_ENCODE_SLOTS']),
      minWorkers: standing.minReplicaCount,
      maxWorkers: standing.maxReplicaCount + surge.maxReplicaCount,
      pollSeconds: standing.pollingInterval,
      minStep: pods.value,
    }).toEqual({ slotsPerWorker, minWorkers, maxWorkers, pollSeconds, minStep });
    expect(percent).toEqual({ type: 'Percent', value: 100, periodSeconds: WORKERS.pollSeconds });
    const origin = named(production(), 'HorizontalPodAutoscaler', 'onplay-origin').spec;
    expect([
      origin.minReplicas,
      origin.maxReplicas,
      origin.metrics[0].resource.target.averageUtilization,
    ]).toEqual([ORIGINS.minOrigins, ORIGINS.maxOrigins, 100 * ORIGINS.targetShare]);
  });

  it('ask for metrics that exist', () => {
    const triggers = Object.values(RENDERED)
      .flatMap(render)
      .filter(({ kind }) => kind === 'ScaledObject' || kind === 'ScaledJob')
      .flatMap(({ spec }) => spec.triggers as { type: string; metadata: Record<string, string> }[]);
    expect(new Set(triggers.map(({ type }) => type))).toEqual(new Set(['prometheus', 'metrics-api']));
    const exposed = exposedMetrics();
    for (const { metadata } of triggers) {
      const used = usedMetrics(metadata['query'] ?? metadata['valueLocation'] ?? '');
      expect(used.length).toBeGreaterThan(0);
      for (const { name } of used) expect([...exposed.keys()]).toContain(name);
    }
  });

  it('never leave an origin without a worker, as it would put nothing into the queue that they look at', () => {
    for (const folder of [RENDERED.production, RENDERED['other components']])
      expect(named(render(folder), 'ScaledObject', 'onplay-worker').spec.minReplicaCount).toBeGreaterThan(0);
  });
});

/** What starting a worker takes is the cluster's. */
const { slotsPerWorker, minWorkers, maxWorkers, pollSeconds, minStep } = WORKERS;
