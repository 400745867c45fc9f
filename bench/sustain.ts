import { type Showing, show, wentWell } from './support/audience.js';
import type { Bench, BenchOptions, Comparison, Figure } from './support/bench.js';
import { findCapacity } from './support/capacity.js';
import { longMasters } from './support/looped-master.js';
import { type BenchMaster, madeMaster } from './support/master.js';
import { rawThroughput } from './support/raw-throughput.js';
import { ratiosOf, spreadOf } from './support/statistics.js';

const GOAL = 0.9;
const HEIGHT = 480;

const FULL = { arrivalSeconds: 5, steadySeconds: 40, rawSeconds: 30, maxTries: 6, pairs: 5 } as const;
const QUICK = { arrivalSeconds: 1, steadySeconds: 4, rawSeconds: 5, maxTries: 1, pairs: 1 } as const;

/** Low enough for a busy machine, as the quick version tries only once. */
const QUICK_GUESS = 0.6;

const sustain: Bench = {
  name: 'sustain',
  question:
    'the most viewers, each of a different never-played asset, who play without a stall: the media seconds per second delivered to them, against those of the best number of plain ffmpeg processes',
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
        'the processor time of the simulation is not subtracted',
      ],
      goalMet: ratio >= GOAL,
      summary: `sustain ratio ${ratio.toFixed(2)}`,
    };
  },
};

export default sustain;

async function measure(master: BenchMaster, { quick, progress }: BenchOptions) {
  const { rawSeconds, maxTries, pairs, ...times } = quick ? QUICK : FULL;
  const name = `${master.name} ${HEIGHT}p`;
  progress(`${name}: plain ffmpeg`);
  const raw = await rawThroughput({
    ...{ file: master.path, height: HEIGHT, seconds: rawSeconds },
    ...(quick && { processes: [2], threads: ['1'] }),
  });
  progress(`  ${raw.processes} processes, threads ${raw.threads}: ${raw.rate.toFixed(2)} s/s`);
  const audience = { master, height: HEIGHT, ...times };
  const guess = Math.floor(raw.rate * (quick ? QUICK_GUESS : GOAL));
  const { showing, viewers, bounded } = await findCapacity({ ...audience, guess, maxTries, progress });
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

/** 0 when not even one viewer could be served. */
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
    { name: `${name}: runs with a stall`, unit: '', values: [disturbed] },
    { name: `${name}: best number of plain ffmpeg processes`, unit: '', values: [processes] },
    ...(showings.length > 0
      ? [
          {
            name: `${name}: simulation, share of one core`,
            unit: '%',
            values: showings.map((one) => one.ownPercent),
          },
          { name: `${name}: startup of a viewer`, unit: 'ms', values: startups },
        ]
      : []),
  ];
}
