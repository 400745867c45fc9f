/** The document of all results as text, and its images. Pure. */
import { comparisonTable, figureTable, table } from './document-tables.js';
import { describeMachine } from './machine.js';
import type { Result } from './results.js';
import { lineChart } from './svg-chart.js';
import { isRatioPlot, ratioPlot } from './svg-ratios.js';

/** From a single segment to a crowd, then cost and quality. Other benches come last. */
const ORDER = [
  ...[
    'cold',
    'first',
    'start',
    'seek',
    'steady',
    'length',
    'places',
    's3',
    'herd',
    'hit',
    'sustain',
    'overload',
  ],
  ...['stills', 'downloads', 'viewer', 'playable', 'economy', 'quality'],
];

const INTRODUCTION = `# Benchmarks

Written by \`./run bench NAME\`, which runs one bench on real data, prints the outcome and stores it in
\`bench/results/\`. Every number here was measured; what is modelled is listed under *Assumes*. \`./run bench\` lists the
benches. Numbers differ between machines; ratios should hardly differ.

A **ratio** is Onplay's value over that of the other side. Both were measured in turn in one run, so that anything
that slows the machine slows both: 1.0 is equal, 0.5 is half. Tables show the median, minimum and maximum of all pairs. In
the plots, a small dot is a pair, and the large dot is the median.`;

export interface DocumentImage {
  /** Below docs/images/. */
  readonly file: string;
  readonly alternative: string;
  readonly svg: string;
}

/** Sorts the results into the order of the document. */
export function inOrder(results: readonly Result[]): Result[] {
  const placeOf = ({ name }: Result) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return [...results].sort((a, b) => placeOf(a) - placeOf(b) || (a.name < b.name ? -1 : 1));
}

/**
 * The text of docs/benchmarks.md.
 * @param notes hand-written text, by the name of its bench.
 */
export function documentText(results: readonly Result[], notes: ReadonlyMap<string, string>): string {
  const ordered = inOrder(results);
  const sections = ordered.map((result) => section(result, notes.get(result.name)));
  return `${[INTRODUCTION, summaryTable(ordered), ...sections].filter((part) => part !== '').join('\n\n')}\n`;
}

/** The plot of a result's ratios, then its charts. */
export function imagesOf({ name, goal, comparisons = [], charts = [] }: Result): DocumentImage[] {
  const title = `${name}: ratios`;
  const plot = isRatioPlot(comparisons)
    ? [{ file: `bench-${name}.svg`, alternative: title, svg: ratioPlot(title, comparisons, goalRatio(goal)) }]
    : [];
  const drawn = charts.map((chart, place) => ({
    file: `bench-${name}-${place + 1}.svg`,
    alternative: `${name}: ${chart.title}`,
    svg: lineChart(chart),
  }));
  return [...plot, ...drawn];
}

/** The ratio in a goal such as `at most 1.0`; undefined for a goal such as `at least 87% less`. */
export function goalRatio(goal: string): number | undefined {
  const [, ratio] = /^at (?:most|least) (\d+(?:\.\d+)?)$/.exec(goal) ?? [];
  return ratio === undefined ? undefined : Number(ratio);
}

function summaryTable(results: readonly Result[]): string {
  const rows = results.map(({ name, question, goal, summary, goalMet }) => [
    `[${name}](#${name})`,
    question.split(/[,;:]/, 1)[0] ?? question,
    goal,
    summary,
    goalMet ? 'yes' : '**no**',
  ]);
  return table(['bench', 'what is measured', 'goal', 'measured', 'met'], rows, false);
}

function section(result: Result, notes = ''): string {
  const { name, question, goal, summary, goalMet, comparisons = [], figures = [], assumptions = [] } = result;
  return [
    `## ${name}`,
    `${sentence(question)} The goal is ${goal}: **${summary}**, ${goalMet ? 'met' : 'missed'}.`,
    `\`\`\`sh\n./run bench ${name}\n\`\`\``,
    comparisonTable(comparisons),
    figureTable(figures),
    ...imagesOf(result).map(({ file, alternative }) => `![${bracketless(alternative)}](images/${file})`),
    assumptions.length > 0
      ? `Assumes:\n\n${assumptions.map((line) => `- ${sentence(line)}`).join('\n')}`
      : '',
    notes.trim(),
    `*${result.measuredAt.slice(0, 10)}, ${describeMachine(result.machine)}*`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The text with a capital first letter and a full stop. */
function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

function bracketless(text: string): string {
  return text.replaceAll(/[[\]\n]/g, ' ');
}
