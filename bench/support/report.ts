/** A bench's outcome as terminal text. */
import type { Bench, Comparison, Figure, Outcome } from './bench.js';
import { digits, ratiosOf, spreadOf } from './statistics.js';

/** The report; its last line is the summary. */
export function report(bench: Bench, outcome: Outcome): string {
  return [
    `${bench.name}: ${bench.question}`,
    ...(outcome.comparisons ?? []).map(comparisonLine),
    ...(outcome.figures ?? []).map(figureLine),
    ...(outcome.assumptions ?? []).map((assumption) => `assumes: ${assumption}`),
    `goal ${bench.goal}: ${outcome.goalMet ? 'met' : 'missed'}`,
    outcome.summary,
    '',
  ].join('\n');
}

function comparisonLine({ name, unit, other, onplay, theirs }: Comparison): string {
  const ratio = spreadOf(ratiosOf(onplay, theirs));
  return [
    `  ${name.padEnd(16)}`,
    `onplay ${digits(spreadOf(onplay).median)} ${unit}`,
    `${other} ${digits(spreadOf(theirs).median)} ${unit}`,
    `ratio ${digits(ratio.median)} (${digits(ratio.min)} to ${digits(ratio.max)}), ${onplay.length} pairs`,
  ].join('  ');
}

function figureLine({ name, unit, values }: Figure): string {
  const { median, min, max } = spreadOf(values);
  const range = values.length > 1 ? ` (${digits(min)} to ${digits(max)}, ${values.length} times)` : '';
  return `  ${name.padEnd(40)} ${digits(median)} ${unit}${range}`;
}
