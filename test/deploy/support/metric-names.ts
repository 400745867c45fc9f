/** The names of metrics in expressions of PromQL, and those that processes of Onplay expose. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { fleetMetrics } from '../../../src/fleet/dispatch/fleet-metrics.js';
import { workerMetrics } from '../../../src/fleet/worker/worker-metrics.js';
import { createMetrics } from '../../../src/shared/metrics.js';
import { repository } from '../../repository/repository.js';

interface Exposed {
  readonly name: string;
  readonly labels: readonly string[];
}

/** What is exposed by some process, with what Prometheus makes of histograms. A gauge that a part registers has no labels. */
export function exposedMetrics(): ReadonlyMap<string, Exposed> {
  const { registry } = createMetrics();
  const fleet = new Registry();
  fleetMetrics(fleet, { view: () => EMPTY, oldestWaitMs: () => 0 });
  workerMetrics(fleet, { running: () => 0, finishedBytes: () => 0 });
  const metrics = [...registry.getMetricsAsArray(), ...fleet.getMetricsAsArray()] as unknown as Described[];
  const names = metrics.flatMap(({ name, type, labelNames = [] }) =>
    type === 'histogram'
      ? [`${name}_bucket`, `${name}_sum`, `${name}_count`].map((each) => ({
          name: each,
          labels: [...labelNames, 'le'],
        }))
      : [{ name, labels: labelNames }],
  );
  const known = new Set(metrics.map(({ name }) => name));
  const others = namesInSource().filter((name) => !known.has(name));
  return new Map(
    [...names, ...others.map((name) => ({ name, labels: [] }))].map((each) => [each.name, each]),
  );
}

/** The names of metrics that stand in src/. */
function namesInSource(): string[] {
  const files = globSync('src/**/*.ts', { cwd: repository });
  const texts = files.map((file) => readFileSync(join(repository, file), 'utf8'));
  return [
    ...new Set(texts.flatMap((text) => [...text.matchAll(/'(onplay_[a-z_]+)'/g)].map(([, name]) => name!))),
  ];
}

interface Described {
  readonly name: string;
  readonly type: string;
  readonly labelNames?: readonly string[];
}

const EMPTY = {
  ...{ isReachable: true, workers: 0, deadLetters: 0 },
  ...{ slots: { heavy: 0, light: 0 }, waiting: { heavy: 0, light: 0 } },
};

export interface UsedMetric {
  readonly name: string;
  /** The labels by which it is selected. */
  readonly labels: readonly string[];
}

/** The metrics of Onplay in an expression. Names with a colon are those of recording rules. */
export function usedMetrics(expression: string): UsedMetric[] {
  return [...expression.matchAll(/\bonplay[_:][a-z0-9_:]+(?:\{([^}]*)\})?/g)].map(
    ([whole, selectors = '']) => ({
      name: whole.replace(/\{.*$/s, ''),
      labels: [...selectors.matchAll(/([a-z_]+)\s*(?:=|!)/g)].map(([, label]) => label!),
    }),
  );
}
