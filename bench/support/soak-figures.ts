/** The resources a server held while viewers came and went, as figures and charts. */
import type { Chart, Figure } from './bench.js';
import { type Holding, slopeOf } from './server-figures.js';
import { spreadOf } from './statistics.js';
import type { ViewerRecord } from './viewer.js';

/** Samples per point of a chart: one minute. */
export const SAMPLES_PER_POINT = 60;

export type Sample = Holding & { readonly second: number };

export interface Left extends Holding {
  /** ffmpeg processes as counted by the server, and all children as counted by the system. */
  readonly ffmpegs: number;
  readonly children: number;
}

export interface Soaked {
  readonly seconds: number;
  readonly records: readonly ViewerRecord[];
  readonly samples: readonly Sample[];
  readonly before: Holding;
  readonly left: Left;
  /** Processes that outlived the server. */
  readonly orphans: number;
  readonly exitCode: number | null;
}

/** Memory growth from the end of the warm-up to the end of the run, as a share of the median. */
export function growthOf(warm: readonly Sample[]): number {
  const slope = slopeOf(warm.map(({ second, mebibytes }) => [second, mebibytes]));
  const lasted = (warm.at(-1)?.second ?? 0) - (warm[0]?.second ?? 0);
  return (slope * lasted) / spreadOf(warm.map(({ mebibytes }) => mebibytes)).median;
}

export function visitFigures(records: readonly ViewerRecord[]): Figure[] {
  const requests = records.flatMap((record) => record.requests);
  const refused = records.filter(({ refusal }) => refusal !== undefined).length;
  const unavailable = requests.filter(({ status }) => status === 503).length;
  const stalls = records.flatMap((record) => record.stalls).length;
  const seeksMs = records.flatMap((record) => record.seeksMs);
  return [
    { name: 'viewers', unit: '', values: [records.length] },
    { name: 'requests answered', unit: '', values: [requests.length] },
    { name: 'requests answered with 503', unit: '', values: [unavailable] },
    { name: 'viewers refused', unit: '', values: [refused] },
    { name: 'viewers that failed', unit: '', values: [records.filter((one) => one.failure).length] },
    { name: 'stalls', unit: '', values: [stalls] },
    ...(seeksMs.length > 0 ? [{ name: 'seeks', unit: 'ms', values: seeksMs }] : []),
  ];
}

export function holdingFigures(
  { before, left, orphans }: Soaked,
  warm: readonly Sample[],
  growth: number,
): Figure[] {
  const slope = slopeOf(warm.map(({ second, mebibytes }) => [second / 60, mebibytes]));
  return [
    { name: 'ffmpeg processes left', unit: '', values: [left.ffmpegs] },
    { name: 'child processes left', unit: '', values: [left.children] },
    { name: 'processes that outlived the server', unit: '', values: [orphans] },
    { name: 'open files at the start', unit: '', values: [before.fileDescriptors] },
    { name: 'open files at the end', unit: '', values: [left.fileDescriptors] },
    { name: 'memory after the warm-up', unit: 'MiB', values: warm.map(({ mebibytes }) => mebibytes) },
    { name: 'memory, slope after the warm-up', unit: 'MiB/min', values: [slope] },
    { name: 'memory, growth after the warm-up', unit: '%', values: [growth * 100] },
  ];
}

export function holdingCharts(samples: readonly Sample[]): Chart[] {
  const points = samples.filter((_, i) => i % SAMPLES_PER_POINT === SAMPLES_PER_POINT - 1);
  if (points.length < 2) return [];
  const minute = ({ second }: Sample) => second / 60;
  const axis = 'minutes';
  return [
    {
      ...{ title: 'Resident memory under random viewers', xLabel: axis, yLabel: 'MiB' },
      curves: [{ name: 'server', points: points.map((one) => [minute(one), one.mebibytes]) }],
    },
    {
      ...{ title: 'Open files under random viewers', xLabel: axis, yLabel: 'files' },
      curves: [{ name: 'server', points: points.map((one) => [minute(one), one.fileDescriptors]) }],
    },
  ];
}
