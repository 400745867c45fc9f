import { type Showing, show, wentWell } from './support/audience.js';
import type { Bench, BenchOptions, Comparison, Figure } from './support/bench.js';
import { findCapacity } from './support/capacity.js';
import { longMasters } from './support/looped-master.js';
import { type BenchMaster, madeMaster } from './support/master.js';
import { rawThroughput } from './support/raw-throughput.js';
import { ratiosOf, spreadOf } from './support/statistics.js';

const GOAL = 0.9;
const HEIGHT = 480;

const FULL = { arrivalSeconds: 5, steadySeconds: 40, rawSeconds: 30, mostTries: 6, pairs: 5 } as const;
const QUICK = { arrivalSeconds: 1, steadySeconds: 4, rawSeconds: 5, mostTries: 1, pairs: 1 } as const;

/** So low that even a busy machine serves as many: the quick version tries once. */
const QUICK_GUESS = 0.6;

const sustain: Bench = {
  name: 'sustain',
  question:
    'viewers of different assets, none played before, as many as play without a stall: the media seconds per second that reach them, against those of as many plain ffmpeg processes as are best',
  goal: `at least ${GOAL}`,
  run: async (options) => {
    const comparisons: Comparison[] = [];
    const figures: Figure[] = [];
    for (const master of options.quick ? [await madeMaster(120)] : await longMasters(options.args)) {
      const measured = await measure(master, options);
      comparisons.push(measured.comparison);
      figures.push(...measured.figures);
    }
    const ratio = Math.min(
      ...comparisons.map(({ onplay, theirs }) => spreadOf(ratiosOf(onplay, theirs)).median),
    );
    return {
      comparisons,
      figures,
      assumptions: [
        'a viewer fetches as hls.js does, with 30 s of buffer, and decodes nothing',
        'what the simulation takes of the processors is not taken off',
      ],
      goalMet: ratio >= GOAL,
      summary: `sustain ratio ${ratio.toFixed(2)}`,
    };
  },
};

export default sustain;

async function measure(master: BenchMaster, { quick, progress }: BenchOptions) {
  const { rawSeconds, mostTries, pairs, ...times } = quick ? QUICK : FULL;
  const name = `${master.name} ${HEIGHT}p`;
  progress(`${name}: plain ffmpeg`);
  const raw = await rawThroughput({
    ...{ file: master.path, height: HEIGHT, seconds: rawSeconds },
    ...(quick && { processes: [2], threads: ['1'] }),
  });
  progress(`  ${raw.processes} processes, threads ${raw.threads}: ${raw.rate.toFixed(2)} s/s`);
  const audience = { master, height: HEIGHT, ...times };
  const guess = Math.floor(raw.rate * (quick ? QUICK_GUESS : GOAL));
  const { showing, viewers, bounded } = await findCapacity({ ...audience, guess, mostTries, progress });
  const showings = showing ? [showing] : [];
  const theirs = [raw.rate];
  while (showing && showings.length < pairs) {
    theirs.push(await raw.again());
    showings.push(await show({ ...audience, viewers }));
  }
  return {
    comparison: { name, unit: 's/s', other: 'ffmpeg', onplay: ratesOf(showings), theirs },
    figures: figuresOf(name, viewers, bounded, raw.processes, showings),
  };
}

/** 0 where not even one viewer could be served. */
function ratesOf(showings: readonly Showing[]): number[] {
  return showings.length > 0 ? showings.map(({ mediaRate }) => mediaRate) : [0];
}

function figuresOf(
  name: string,
  viewers: number,
  bounded: boolean,
  processes: number,
  showings: readonly Showing[],
): Figure[] {
  const startups = showings.flatMap(({ records }) => records.flatMap(({ startupMs }) => startupMs ?? []));
  const disturbed = showings.filter(({ records }) => !wentWell(records)).length;
  return [
    { name: `${name}: viewers without a stall${bounded ? '' : ', at least'}`, unit: '', values: [viewers] },
    { name: `${name}: runs of these with a stall`, unit: '', values: [disturbed] },
    { name: `${name}: plain ffmpeg processes at best`, unit: '', values: [processes] },
    ...(showings.length > 0
      ? [
          {
            name: `${name}: the simulation, of one core`,
            unit: '%',
            values: showings.map((one) => one.ownPercent),
          },
          { name: `${name}: start of a viewer`, unit: 'ms', values: startups },
        ]
      : []),
  ];
}
