import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { joinRendition, readPresentation } from '../test/support/hls-client.js';
import { startOrigin } from '../test/support/origin.js';
import { probe } from '../test/support/probe.js';
import { bdRate } from './support/bd-rate.js';
import type { Bench, Chart, Comparison, Figure } from './support/bench.js';
import { type EncodedQuality, qualityOf, scaling } from './support/frame-quality.js';
import { asAsset, type BenchMaster, runFfmpeg } from './support/master.js';
import { firstSeconds, oneMaster } from './support/one-master.js';
import { shiftedSettings, writeShiftedFfmpeg } from './support/shifted-rate.js';

const HEIGHTS = [240, 480, 720];
/** Added to the ladder's constant rate factor, for curves centred on the ladder's own point. */
const SHIFTS = [-4, -2, 0, 2, 4];
const QUICK = { heights: [240], shifts: [-4, 0, 4], seconds: 8 };
const GOAL_PERCENT = 3;

interface Rendition {
  readonly height: number;
  /** One point per shift. */
  readonly onplay: EncodedQuality[];
  readonly onePass: EncodedQuality[];
}

const quality: Bench = {
  name: 'quality',
  question:
    'rate at equal quality (BD-rate by SSIM and by PSNR) of all segments of a rendition, fetched and joined, against one encode of the whole master with the same settings',
  goal: `at most ${GOAL_PERCENT}% more`,
  run: async ({ quick, args, progress }) => {
    const folder = await mkdtemp(join(tmpdir(), 'onplay-quality-'));
    try {
      const given = await oneMaster(args);
      const master = quick ? firstSeconds(given, QUICK.seconds, folder) : given;
      const renditions = (quick ? QUICK.heights : HEIGHTS).map(emptyRendition);
      for (const shift of quick ? QUICK.shifts : SHIFTS) {
        progress(`${master.name} at crf ${23 + shift}`);
        await addPoints(renditions, master, shift, folder);
      }
      return outcomeOf(
        master,
        renditions.filter(({ onplay }) => onplay.length > 0),
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

export default quality;

function emptyRendition(height: number): Rendition {
  return { height, onplay: [], onePass: [] };
}

async function addPoints(
  renditions: readonly Rendition[],
  master: BenchMaster,
  shift: number,
  folder: string,
) {
  const env = shift === 0 ? {} : { FFMPEG_PATH: writeShiftedFfmpeg(folder, shift) };
  const origin = await startOrigin({ masters: { [asAsset(master)]: master.path }, env });
  try {
    const { variants } = await readPresentation(origin, 'master');
    for (const { height, onplay, onePass } of renditions) {
      const variant = variants.find((candidate) => candidate.height === height);
      if (!variant) continue;
      const joined = join(folder, 'joined.mp4');
      await writeFile(joined, await joinRendition(variant));
      const { width = 0 } = (await probe(joined)).streams[0] ?? {};
      const size = { width, height };
      onplay.push(await qualityOf(joined, master.path, size));
      const whole = join(folder, 'whole.mp4');
      encodeInOnePass(master.path, whole, height, scaling(size), shift);
      onePass.push(await qualityOf(whole, master.path, size));
    }
  } finally {
    await origin.stop();
  }
}

function encodeInOnePass(master: string, file: string, height: number, filter: string, shift: number): void {
  runFfmpeg([
    ...['-i', master, '-map', '0:v:0', '-fps_mode', 'passthrough', '-vf', filter],
    ...shiftedSettings(height, shift),
    // The server removes the SEI message with x264's settings, so it does not count here either.
    ...['-bsf:v', 'filter_units=remove_types=6', '-f', 'mp4', file],
  ]);
}

function outcomeOf({ name }: BenchMaster, renditions: readonly Rendition[]) {
  const figures = renditions.flatMap((rendition) => bdRates(name, rendition));
  const percent = figures.reduce((sum, { values }) => sum + values[0]!, 0) / figures.length;
  return {
    comparisons: renditions.map((rendition) => sizes(name, rendition)),
    figures,
    charts: [chartOf(name, renditions)],
    assumptions: [
      'a server has one setting per rendition; for the other points of its curve it runs an ffmpeg wrapper that shifts the constant rate factor by 2 or 4, and the rate cap and buffer size by 2^(1/3) per 2, on every command line; the one-pass encode is shifted by the same amounts',
      'the one-pass encode has the same scaler, single encoding thread and settings as the server, and a keyframe every two seconds',
      'video samples count, not their container; parameter sets repeated in segments count, the SEI message with x264 settings counts on neither side',
      'the reference is the master, scaled as the server scales it; SSIM and PSNR are over all planes and frames',
    ],
    goalMet: percent <= GOAL_PERCENT,
    summary: `quality BD-rate ${signed(percent)}%`,
  };
}

function bdRates(master: string, { height, onplay, onePass }: Rendition): Figure[] {
  const metrics = { SSIM: 'ssimDecibels', PSNR: 'psnrDecibels' } as const;
  return Object.entries(metrics).map(([metric, key]) => {
    const curve = (points: readonly EncodedQuality[]) =>
      points.map((point) => ({ rate: point.bytes, quality: point[key] }));
    const percent = 100 * bdRate(curve(onePass), curve(onplay));
    return { name: `${master} ${height}p BD-rate by ${metric}`, unit: '%', values: [percent] };
  });
}

/** Sizes at the same settings, for reference; the quality is not equal. */
function sizes(master: string, { height, onplay, onePass }: Rendition): Comparison {
  const kilobytes = (points: readonly EncodedQuality[]) => points.map(({ bytes }) => bytes / 1000);
  return {
    name: `${master} ${height}p size`,
    unit: 'kB',
    other: 'one pass',
    onplay: kilobytes(onplay),
    theirs: kilobytes(onePass),
  };
}

function chartOf(master: string, renditions: readonly Rendition[]): Chart {
  const curve = (name: string, points: readonly EncodedQuality[]) => ({
    name,
    points: points.map(({ bytes, ssimDecibels }) => [bytes / 1000, ssimDecibels] as const),
  });
  return {
    title: `${master}: size and similarity to the master`,
    xLabel: 'kB of video',
    yLabel: 'SSIM, dB',
    curves: renditions.flatMap(({ height, onplay, onePass }) => [
      curve(`${height}p onplay`, onplay),
      curve(`${height}p one pass`, onePass),
    ]),
  };
}

function signed(percent: number): string {
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(1)}`;
}
