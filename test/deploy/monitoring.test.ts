/** deploy/monitoring: rules and dashboard of metrics that exist. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { repository } from '../repository/repository.js';
import { exposedMetrics, usedMetrics } from './support/metric-names.js';
import { hasProgram, outputOf } from './support/programs.js';

const folder = join(repository, 'deploy/monitoring');
const rules = parse(readFileSync(join(folder, 'rules.yaml'), 'utf8')) as { groups: { rules: Rule[] }[] };
const dashboard = JSON.parse(readFileSync(join(folder, 'dashboard.json'), 'utf8')) as { panels: Panel[] };

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
}

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string }[];
}

const allRules = rules.groups.flatMap((group) => group.rules);
const panels = dashboard.panels.filter(({ type }) => type !== 'row');
const expressions = [
  ...allRules.map(({ expr, alert, record }) => [alert ?? record ?? '', expr] as const),
  ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const)),
];

/** Set on targets by deploy/monitoring/scrape.yaml. */
const TARGET_LABELS = ['component', 'pod', 'instance'];

describe('the expressions of rules and dashboard', () => {
  const exposed = exposedMetrics();
  const recorded = new Set(allRules.flatMap(({ record }) => record ?? []));

  it.each(expressions)('%s uses metrics that exist, with labels that they have', (_, expression) => {
    for (const { name, labels } of usedMetrics(expression)) {
      if (recorded.has(name)) continue;
      expect([...exposed.keys()]).toContain(name);
      expect([...TARGET_LABELS, ...exposed.get(name)!.labels]).toEqual(expect.arrayContaining([...labels]));
    }
  });

  it('show every metric of Onplay somewhere', () => {
    const used = expressions.flatMap(([, expression]) =>
      usedMetrics(expression).map(({ name }) => base(name)),
    );
    expect([...new Set(used)]).toEqual(expect.arrayContaining([...new Set([...exposed.keys()].map(base))]));
  });
});

describe('the dashboard', () => {
  it('has panels that do not overlap, each with an id of its own', () => {
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    for (const { gridPos: a, id } of dashboard.panels) {
      expect(a.x + a.w).toBeLessThanOrEqual(24);
      const others = dashboard.panels.filter((other) => other.id !== id);
      expect(others.filter(({ gridPos: b }) => overlap(a, b)).map(({ title }) => title)).toEqual([]);
    }
  });
});

describe.skipIf(!hasProgram('promtool', 'deploy/monitoring is'))('promtool', () => {
  it('accepts the rules, and their tests pass', () => {
    expect(outputOf('promtool', ['check', 'rules', join(folder, 'rules.yaml')])).toContain('SUCCESS');
    expect(outputOf('promtool', ['test', 'rules', join(folder, 'rules.test.yaml')])).toContain('SUCCESS');
  });

  it('accepts the configuration that sets the labels', () => {
    // Debian's promtool knows no discovery in Kubernetes.
    const text = readFileSync(join(folder, 'scrape.yaml'), 'utf8');
    const known = text.replace(
      /kubernetes_sd_configs: .*/,
      "static_configs: [{ targets: ['127.0.0.1:8080'] }]",
    );
    expect(known).not.toBe(text);
    inDirectory((directory) => {
      writeFileSync(join(directory, 'rules.yaml'), readFileSync(join(folder, 'rules.yaml')));
      writeFileSync(join(directory, 'scrape.yaml'), known);
      expect(outputOf('promtool', ['check', 'config', join(directory, 'scrape.yaml')])).toContain('SUCCESS');
    });
  });

  it('accepts every expression of the dashboard', () => {
    inDirectory((directory) => {
      const file = join(directory, 'rules.json');
      const recorded = panels
        .flatMap(({ targets = [] }) => targets)
        .map(({ expr }, place) => ({ record: `panel:expression:${place}`, expr }));
      writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules: recorded }] }));
      expect(outputOf('promtool', ['check', 'rules', file])).toContain(
        `SUCCESS: ${recorded.length} rules found`,
      );
    });
  });

  it('tests every alert, also that it is silent', () => {
    const tests = readFileSync(join(folder, 'rules.test.yaml'), 'utf8');
    for (const { alert } of allRules) {
      if (alert === undefined) continue;
      expect([alert, tests.includes(`alertname: ${alert}\n`)]).toEqual([alert, true]);
      expect([alert, tests.includes(`alertname: ${alert}, eval_time: 20m, exp_alerts: [] }`)]).toEqual([
        alert,
        true,
      ]);
    }
  });
});

function base(name: string): string {
  return name.replace(/_(bucket|sum|count)$/, '');
}

function overlap(a: Panel['gridPos'], b: Panel['gridPos']): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

function inDirectory(use: (directory: string) => void): void {
  const directory = mkdtempSync(join(tmpdir(), 'onplay-monitoring-'));
  try {
    use(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
