/** Comparisons, figures and the chart of simulated days. Pure. */
import type { Chart, Comparison, Figure } from './bench.js';
import {
  BASE,
  type BothCosts,
  type Case,
  costsOf,
  type DayCosts,
  EDGE_FOR_A_DAY,
  ORIGIN_ALONE,
  percentLess,
  withViews,
} from './economy-cases.js';
import { spreadOf } from './statistics.js';

const SEEDS = [1, 2, 3, 4, 5];
const CHARTED_VIEWS = [50, 100, 200, 300, 400, 500, 700, 1000, 1500, 2500];
const HOUR = 3600;
const GIGABYTE = 1e9;
const OTHER = 'whole ladder';

/** The same case with different random seeds. */
export function daysOf(which: Case, costs: BothCosts): DayCosts[] {
  return SEEDS.map((seed) => costsOf(which, costs, seed));
}

/** Median savings, in percent. */
export function savedIn(days: readonly DayCosts[]): { processor: number; bytes: number } {
  return {
    processor: spreadOf(days.map(({ processorSeconds }) => percentLess(processorSeconds))).median,
    bytes: spreadOf(days.map(({ bytes }) => percentLess(bytes))).median,
  };
}

/** Processor time, and stored bytes without and with the masters, which both sides store. */
export function comparisonsOf(days: readonly DayCosts[], masterBytesPerSecond: number): Comparison[] {
  const masters = days.map(({ catalogueSeconds }) => (catalogueSeconds * masterBytesPerSecond) / GIGABYTE);
  const onplay = days.map(({ bytes }) => bytes.onplay / GIGABYTE);
  const theirs = days.map(({ bytes }) => bytes.ladder / GIGABYTE);
  const withMasters = (sizes: readonly number[]) => sizes.map((size, i) => size + masters[i]!);
  return [
    {
      name: 'processor time',
      unit: 'h',
      other: OTHER,
      onplay: days.map(({ processorSeconds }) => processorSeconds.onplay / HOUR),
      theirs: days.map(({ processorSeconds }) => processorSeconds.ladder / HOUR),
    },
    { name: 'stored on top of the masters', unit: 'GB', other: OTHER, onplay, theirs },
    {
      name: 'stored with the masters',
      unit: 'GB',
      other: OTHER,
      onplay: withMasters(onplay),
      theirs: withMasters(theirs),
    },
  ];
}

/** The measured costs. */
export function costFigures(master: string, { server, ladder }: BothCosts): Figure[] {
  const figure = (name: string, unit: string, value: number) => ({
    name: `${master} ${name}`,
    unit,
    values: [value],
  });
  return [
    ...server.video.map(({ name, processor }) => figure(`${name}, just in time`, 'CPU s per s', processor)),
    figure('audio, just in time', 'CPU s per s', server.audio.processor),
    figure('first session of an asset', 'CPU s', server.opening),
    figure('whole ladder', 'CPU s per s', ladder.processor),
    figure('whole ladder', 'kB per s', ladder.bytes / 1000),
  ];
}

/** How many such days cost as much as the ladder, if nothing is cached overnight. */
export function breakEven(days: readonly DayCosts[]): Figure {
  const values = days.map(({ processorSeconds: { onplay, ladder } }) => ladder / onplay);
  return { name: 'days until both cost the same', unit: 'days', values };
}

/** One figure each for processor time and bytes. */
export function savings(variation: Case, costs: BothCosts): Figure[] {
  const days = daysOf(variation, costs);
  const cpu = days.map(({ processorSeconds }) => percentLess(processorSeconds));
  const bytes = days.map((day) => percentLess(day.bytes));
  return [
    { name: `${variation.name}: less CPU`, unit: '%', values: cpu },
    { name: `${variation.name}: fewer bytes`, unit: '%', values: bytes },
  ];
}

/** The savings of processor time over the views per day. */
export function savingChart(costs: BothCosts, goal: number): Chart {
  const curve = (name: string, cache: Case['cache']) => ({
    name,
    points: CHARTED_VIEWS.map((views) => {
      return [views, savedIn(daysOf(withViews(views, cache), costs)).processor] as const;
    }),
  });
  const ends = [CHARTED_VIEWS[0]!, CHARTED_VIEWS.at(-1)!];
  return {
    title: 'Processor time of a day, compared with encoding the whole ladder once',
    xLabel: `views per day, in a catalogue of ${BASE.day.assets} assets`,
    yLabel: 'less than the ladder, %',
    curves: [
      curve('with an edge that caches for a day', EDGE_FOR_A_DAY),
      curve('origin alone', ORIGIN_ALONE),
      { name: `goal, ${goal}%`, points: ends.map((views) => [views, goal] as const) },
    ],
  };
}
