/** deploy/kubernetes: are these objects that a cluster takes, and do they fit each other and the settings of Onplay? */
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/index.js';
import { type KubernetesObject, RENDERED, render } from './support/kustomize.js';
import { schemaProblem, typeProblems } from './support/object-types.js';
import { environmentOf, named, type Pod, podsOf, quantity, SECRETS, selects } from './support/pods.js';
import { hasProgram } from './support/programs.js';

/** What a lifecycle may take to stop beyond the grace period (src/composition/server/lifecycle.ts). */
const STOP_SECONDS = 5;

describe.skipIf(!hasProgram('kubectl', 'deploy/kubernetes is'))('the objects of', () => {
  describe.each(Object.entries(RENDERED))('%s', (_, folder) => {
    const objects = () => render(folder);
    const pods = () => podsOf(objects());
    const ours = () => pods().filter(({ labels }) => labels['app.kubernetes.io/component'] !== 'redis');

    it('have the fields that their kinds have, and no others', () => {
      expect(typeProblems(objects())).toEqual([]);
    });

    it('are accepted by the schemas of their kinds', async () => {
      const problems = await Promise.all(objects().map(schemaProblem));
      expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
    });

    it('are all in one namespace, and none is there twice', () => {
      const clusterWide = ['Namespace', 'PriorityClass'];
      const spaces = objects()
        .filter(({ kind }) => !clusterWide.includes(kind))
        .map(({ metadata }) => metadata.namespace);
      expect(new Set(spaces)).toEqual(new Set(['onplay']));
      const names = objects().map(({ kind, metadata }) => `${kind} ${metadata.name}`);
      expect(new Set(names).size).toBe(names.length);
    });

    it('refer to objects that are there, and to secrets that the operator is told of', () => {
      for (const { spec, container } of pods()) {
        if (spec.serviceAccountName) named(objects(), 'ServiceAccount', spec.serviceAccountName);
        named(objects(), 'PriorityClass', spec.priorityClassName);
        for (const { configMapRef, secretRef } of container.envFrom ?? []) {
          if (configMapRef) named(objects(), 'ConfigMap', configMapRef.name);
          if (secretRef) expect(Object.keys(SECRETS)).toContain(secretRef.name);
        }
      }
    });

    it('select pods that are there', () => {
      const selectors = objects().flatMap(({ kind, metadata, spec }) => {
        if (kind === 'Service') return [[metadata.name, { matchLabels: spec.selector }] as const];
        if (kind === 'PodDisruptionBudget') return [[metadata.name, spec.selector] as const];
        return kind === 'NetworkPolicy' ? [[metadata.name, spec.podSelector] as const] : [];
      });
      for (const [name, selector] of selectors) {
        const selected = pods().filter(({ labels }) => selects(selector, labels));
        expect({ name, selected: selected.length > 0 }).toEqual({ name, selected: true });
      }
      for (const { kind, spec, metadata } of objects())
        if (kind === 'Deployment')
          expect(
            podsOf(objects())
              .filter(({ labels }) => selects(spec.selector, labels))
              .map(({ name }) => name),
          ).toEqual([metadata.name]);
    });

    it('leave the number of replicas to the autoscaler, where there is one', () => {
      for (const { kind, spec } of objects()) {
        if (kind !== 'HorizontalPodAutoscaler' && kind !== 'ScaledObject') continue;
        const { name } = spec.scaleTargetRef as { name: string };
        expect([name, named(objects(), 'Deployment', name).spec.replicas]).toEqual([name, undefined]);
      }
    });

    it('give a container no rights, a read-only file system, and limits', () => {
      for (const { name, spec, container } of pods()) {
        expect([name, container.securityContext]).toEqual([
          name,
          expect.objectContaining({
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          }),
        ]);
        expect([name, spec]).toEqual([
          name,
          expect.objectContaining({ automountServiceAccountToken: false, enableServiceLinks: false }),
        ]);
        expect([name, spec.securityContext]).toEqual([name, expect.objectContaining({ runAsNonRoot: true })]);
        const { requests, limits } = container.resources;
        for (const resource of ['cpu', 'memory'])
          expect(quantity(limits[resource]!)).toBeGreaterThanOrEqual(quantity(requests[resource]!));
      }
    });

    it('mount every volume, and a writable one wherever Onplay writes', () => {
      for (const { name, spec, container } of ours()) {
        const volumes = spec.volumes.map((volume: { name: string }) => volume.name);
        expect([name, container.volumeMounts.map((mount) => mount.name)]).toEqual([name, volumes]);
        expect(container.volumeMounts.map(({ mountPath }) => mountPath)).toEqual(['/var/lib/onplay', '/tmp']);
      }
    });

    it('set settings that exist to values that Onplay accepts', () => {
      for (const pod of ours()) {
        const config = configOf(pod, objects());
        expect(config.redisUrl).toMatch(/^redis:/);
        expect(config.fleetKey).toBeDefined();
        expect([pod.name, config.tokenKey !== undefined]).toEqual([
          pod.name,
          pod.container.name === 'origin',
        ]);
      }
    });

    it('wait for a pod that stops as long as it may take', () => {
      for (const pod of ours()) {
        const pause = pod.container.lifecycle?.preStop?.sleep?.seconds ?? 0;
        const { shutdownGraceSeconds } = configOf(pod, objects());
        expect(pod.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(
          pause + shutdownGraceSeconds + STOP_SECONDS,
        );
      }
    });

    it('have space for what Onplay may store', () => {
      for (const pod of ours()) {
        const { diskCacheMaxBytes, copiesMaxBytes } = configOf(pod, objects());
        expect([pod.name, sizeOfData(pod)]).toEqual([pod.name, expect.any(Number)]);
        expect(sizeOfData(pod)).toBeGreaterThan(diskCacheMaxBytes + copiesMaxBytes);
      }
    });

    it('have a processor for each encode that a worker runs at once', () => {
      for (const pod of ours()) {
        const { encodeSlots } = configOf(pod, objects());
        expect(encodeSlots).toBeGreaterThan(0);
        const { requests, limits } = pod.container.resources;
        expect(quantity(limits['cpu']!)).toBeGreaterThan(encodeSlots);
        if (pod.container.name === 'worker') expect(quantity(requests['cpu']!)).toBe(encodeSlots);
      }
    });
  });
});

function configOf(pod: Pod, objects: readonly KubernetesObject[]) {
  const needsTokens = pod.container.name === 'origin';
  return loadConfig(environmentOf(pod, objects), '/nowhere', { tokenKeyRequired: needsTokens });
}

/** Bytes of the volume of `ONPLAY_DATA`. */
function sizeOfData({ spec }: Pod): number {
  const { emptyDir, ephemeral } = spec.volumes.find(({ name }: { name: string }) => name === 'data');
  return quantity(emptyDir?.sizeLimit ?? ephemeral.volumeClaimTemplate.spec.resources.requests.storage);
}
