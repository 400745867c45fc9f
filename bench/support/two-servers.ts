/** The measurements of two servers by the same bench, round by round. */
import type { Outcome } from './bench.js';
import { digits, ratiosOf, spreadOf } from './statistics.js';

/** One measure of both servers: equal indexes in both lists are a round, each value the median of its round. */
export interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/** One bench's outcomes with both servers. */
export interface Round {
  readonly a: Outcome;
  readonly b: Outcome;
}

/** All measures that every round has of both servers; those of the other sides are left out. */
export function measuresOf(rounds: readonly Round[]): Measure[] {
  const values = rounds.map(({ a, b }) => ({ a: valuesOf(a), b: valuesOf(b) }));
  const names = [...(values[0]?.a.keys() ?? [])];
  return names
    .filter((name) => values.every(({ a, b }) => a.has(name) && b.has(name)))
    .map((name) => ({
      name,
      unit: values[0]!.a.get(name)!.unit,
      a: values.map(({ a }) => a.get(name)!.median),
      b: values.map(({ b }) => b.get(name)!.median),
    }));
}

/** Comparisons with different other sides have the same name when they share Onplay's values. */
function valuesOf({
  comparisons = [],
  figures = [],
}: Outcome): Map<string, { unit: string; median: number }> {
  const all = [
    ...figures.map(({ name, unit, values }) => ({ name, unit, values })),
    ...comparisons.map(({ name, unit, onplay }) => ({ name, unit, values: onplay })),
  ];
  return new Map(all.map(({ name, unit, values }) => [name, { unit, median: spreadOf(values).median }]));
}

/** The heading row of a table of `rowOf`s. */
export function headings(a: string, b: string): string[] {
  return ['', a, b, `${b} / ${a}`, 'from', 'to', 'rounds'];
}

/** The medians of both servers, and of the rounds' ratios. */
export function rowOf({ name, unit, a, b }: Measure): string[] {
  const ratio = spreadOf(ratiosOf(b, a));
  const medians = [a, b].map((values) => `${digits(spreadOf(values).median)} ${unit}`);
  return [name, ...medians, digits(ratio.median), digits(ratio.min), digits(ratio.max), String(a.length)];
}
