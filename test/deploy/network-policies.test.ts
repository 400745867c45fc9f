/** What pods of deploy/kubernetes may connect with. */
import { describe, expect, it } from 'vitest';
import { type KubernetesObject, RENDERED, render } from './support/kustomize.js';
import { isClosed, mayConnect } from './support/network.js';
import { type Pod, podsOf } from './support/pods.js';
import { hasProgram } from './support/programs.js';

const PORTS: Readonly<Record<string, number>> = { origin: 8080, worker: 8090, redis: 6379 };

describe.skipIf(!hasProgram('kubectl', 'deploy/kubernetes is'))('the network policies', () => {
  it.each(Object.entries(RENDERED))(
    'of %s let a pod connect with nothing that they do not name',
    (_, folder) => {
      const objects = render(folder);
      for (const pod of podsOf(objects)) {
        expect([pod.name, isClosed(objects, pod, 'Ingress')]).toEqual([pod.name, true]);
        expect([pod.name, isClosed(objects, pod, 'Egress')]).toEqual([pod.name, true]);
      }
    },
  );

  it('let origins fetch from workers, both ask Redis, and no other pod connect with another', () => {
    const objects = render(RENDERED.small);
    expect(connections(objects)).toEqual([
      'origin to redis 6379',
      'origin to worker 8090',
      'worker to redis 6379',
    ]);
  });

  it('name the network of a Redis that is elsewhere, and no pods then', () => {
    expect(new Set(connections(render(RENDERED.production)))).toEqual(new Set(['origin to worker 8090']));
  });

  it('keep addresses inside the cloud out of the way to S3', () => {
    const policy = render(RENDERED.small).find(({ metadata }) => metadata.name === 'onplay-to-s3')!;
    expect(policy.spec.egress[0].to[0].ipBlock.except).toContain('169.254.0.0/16');
    expect(policy.spec.egress[0].ports).toEqual([{ protocol: 'TCP', port: 443 }]);
  });
});

/** Every pair of pods of which one may connect with a port of the other. */
function connections(objects: readonly KubernetesObject[]): string[] {
  const pods = podsOf(objects);
  const pairs = pods.flatMap((from) => pods.map((to) => [from, to] as const));
  const ports = Object.values(PORTS);
  return pairs
    .flatMap(([from, to]) =>
      ports.filter((port) => mayConnect(objects, from, to, port)).map((port) => [from, to, port] as const),
    )
    .map(([from, to, port]) => `${componentOf(from)} to ${componentOf(to)} ${port}`)
    .sort();
}

function componentOf({ labels }: Pod): string {
  return labels['app.kubernetes.io/component'] ?? '';
}
