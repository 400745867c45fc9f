/** Markdown tables of a result. */
import type { Comparison, Figure } from './bench.js';
import { digits, ratiosOf, spreadOf } from './statistics.js';
import { ratioText } from './svg-ratios.js';

/** The medians of both sides and their ratio; empty without comparisons. */
export function comparisonTable(comparisons: readonly Comparison[]): string {
  const others = new Set(comparisons.map(({ other }) => other));
  const [only] = others.size === 1 ? others : [];
  const header = ['', 'Onplay', only ?? 'the other side', 'ratio', 'min to max', 'pairs'];
  return table(
    header,
    comparisons.map(({ name, unit, other, onplay, theirs }) => {
      const ratio = spreadOf(ratiosOf(onplay, theirs));
      const their = `${digits(spreadOf(theirs).median)} ${unit}`;
      return [
        name,
        `${digits(spreadOf(onplay).median)} ${unit}`,
        only === undefined ? `${their} (${other})` : their,
        `**${ratioText(ratio.median)}**`,
        `${ratioText(ratio.min)} to ${ratioText(ratio.max)}`,
        String(onplay.length),
      ];
    }),
  );
}

/** Medians, and ranges of repeated measurements; empty without figures. */
export function figureTable(figures: readonly Figure[]): string {
  return table(
    ['', 'median', 'min to max', 'times'],
    figures.map(({ name, unit, values }) => {
      const { median, min, max } = spreadOf(values);
      const range = values.length > 1 ? `${digits(min)} to ${digits(max)}` : '';
      return [name, `${digits(median)} ${unit}`, range, String(values.length)];
    }),
  );
}

/** A Markdown table; empty without rows. All columns but the first are right-aligned if `numbers`. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  numbers = true,
): string {
  if (rows.length === 0) return '';
  const rule = header.map((_, column) => (numbers && column > 0 ? '---:' : '---'));
  return [header.map(cell), rule, ...rows.map((row) => row.map(cell))]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
}
