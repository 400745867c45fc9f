/** Milliseconds of one pair, measured one after the other. */
export interface Sample {
  readonly name: string;
  readonly onplay: number;
  readonly plain: number;
}

/** A table of medians by name, and as the last line the median ratio of all pairs: `cold ratio 0.97`. */
export function ratios(samples: readonly Sample[], title: string): string {
  const names = [...new Set(samples.map(({ name }) => name))];
  const rows = names.map((name) => {
    const own = samples.filter((sample) => sample.name === name);
    const of = (pick: (sample: Sample) => number) => own.map(pick).sort((a, b) => a - b);
    const ratio = of((sample) => sample.onplay / sample.plain);
    return [
      name.padEnd(6),
      `onplay ${median(of((sample) => sample.onplay)).toFixed(0)} ms`,
      `plain ${median(of((sample) => sample.plain)).toFixed(0)} ms`,
      `ratio ${median(ratio).toFixed(2)} (${ratio[0]?.toFixed(2)} to ${ratio.at(-1)?.toFixed(2)}), ${own.length} pairs`,
    ].join('  ');
  });
  const all = samples.map((sample) => sample.onplay / sample.plain).sort((a, b) => a - b);
  return `${[...rows, `${title} ratio ${median(all).toFixed(2)}`].join('\n')}\n`;
}

function median(sorted: readonly number[]): number {
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
