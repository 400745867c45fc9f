import { bytesOf, readPresentation } from '../test/support/hls-client.js';
import { type Origin, startOrigin } from '../test/support/origin.js';
import type { Bench, Comparison, Figure } from './support/bench.js';
import { type CopiedMasters, copyMaster } from './support/copied-masters.js';
import { type BenchMaster, madeMaster, realMaster } from './support/master.js';
import { randomClips } from './support/random-clips.js';
import { spreadOf } from './support/statistics.js';
import { idle, metricOf, timed } from './support/timing.js';

const PAIRS = 5;
const QUICK_PAIRS = 1;
const CLIPS = 1000;
const QUICK_CLIPS = 10;
const ENCODES_GOAL = 2;
const LEASED_REQUESTS = 2000;
const QUICK_LEASED_REQUESTS = 100;
/** The rung of which encodes are counted. */
const HEIGHT = 240;
/** At which the clip begins whose start is timed: within a segment. */
const FIRST_SECOND = 4.2;

const viewer: Bench = {
  name: 'viewer',
  question: `what one viewer gets that no other does: the start of a clip of a film that others have watched, from the request with a token to the last byte of the first segment of the first variant, beside the same of a film that no client has watched, and its segment in which the clip begins; the video segments encoded for each of ${CLIPS} random clips when all of a ${HEIGHT}p rung is played; a segment from memory for a viewer whose streams are limited, beside one whose streams are not`,
  goal: `at most ${ENCODES_GOAL} video segments encoded for a clip`,
  run: async ({ quick, progress }) => {
    const master = realMaster() ?? (await madeMaster(60));
    progress('start of a clip');
    const start = await compareStarts(master, quick ? QUICK_PAIRS : PAIRS);
    progress('encodes of random clips');
    const encodes = await encodesOfClips(master, quick ? QUICK_CLIPS : CLIPS);
    progress('streams that are limited');
    const requests = quick ? QUICK_LEASED_REQUESTS : LEASED_REQUESTS;
    const leases = await compareLeases(master, { requests, pairs: quick ? QUICK_PAIRS : PAIRS });
    const most = spreadOf(encodes.values).max;
    return {
      comparisons: [start, leases],
      figures: [encodes],
      goalMet: most <= ENCODES_GOAL,
      summary: `viewer clip start ${spreadOf(start.onplay).median.toFixed(0)} ms, at most ${most} encodes a clip`,
    };
  },
};

export default viewer;

async function withOrigin<T>(
  master: BenchMaster,
  count: number,
  work: (origin: Origin, copies: CopiedMasters) => Promise<T>,
): Promise<T> {
  const copies = await copyMaster(master, count);
  const origin = await startOrigin({ folder: copies.folder });
  try {
    return await work(origin, copies);
  } finally {
    await origin.stop();
    await copies.remove();
  }
}

/** One copy of the master per pair, after one that is not measured: a freshly started server is still compiling its code. */
function compareStarts(master: BenchMaster, pairs: number): Promise<Comparison> {
  return withOrigin(master, pairs + 1, async (origin, { assets }) => {
    const whole: number[] = [];
    const clip: number[] = [];
    for (const [index, asset] of assets.entries()) {
      await idle(origin);
      const first = await timed(() => startAt(origin, asset, FIRST_SECOND));
      await playFirstVariant(origin, asset);
      await idle(origin);
      const cut = await timed(() => startAt(origin, asset, 0, `&start=${FIRST_SECOND}`));
      if (index === 0) continue;
      whole.push(first);
      clip.push(cut);
    }
    return { name: 'start of a clip', unit: 'ms', other: 'the whole, cold', onplay: clip, theirs: whole };
  });
}

async function startAt(origin: Origin, asset: string, seconds: number, query = ''): Promise<void> {
  const { variants } = await readPresentation(origin, asset, query);
  const { init, segments, durations } = variants[0]!;
  let [segment, end] = [0, durations[0]!];
  while (end <= seconds) end += durations[++segment]!;
  await Promise.all([init, segments[segment]!].map(bytesOf));
}

async function playFirstVariant(origin: Origin, asset: string, query = ''): Promise<void> {
  const { variants } = await readPresentation(origin, asset, query);
  await Promise.all(variants[0]!.segments.map(bytesOf));
}

/** The video segments that are encoded for each clip, one clip after another, when all of the whole has been played before. */
function encodesOfClips(master: BenchMaster, count: number): Promise<Figure> {
  return withOrigin(master, 1, async (origin, { assets: [asset = ''] }) => {
    const rung = `&max_height=${HEIGHT}`;
    await playFirstVariant(origin, asset, rung);
    const values: number[] = [];
    for (const { start, end } of randomClips(await framesOf(origin, asset), count)) {
      await idle(origin);
      const before = await videoEncodes(origin);
      await playFirstVariant(origin, asset, `${rung}&start=f${start}&end=f${end}`);
      await idle(origin);
      values.push((await videoEncodes(origin)) - before);
    }
    return { name: `video segments encoded for each of ${count} clips`, unit: 'segments', values };
  });
}

async function framesOf(origin: Origin, asset: string): Promise<number> {
  const headers = { Authorization: `Bearer ${origin.adminKey}` };
  const described = await (await origin.fetch(`/api/assets/${asset}`, { headers })).json();
  return (described as { video: { frames: number } }).video.frames;
}

function videoEncodes(origin: Origin): Promise<number> {
  return metricOf(origin, /^onplay_encodes_total\{.*kind="video"/);
}

/** Both viewers ask for the same segment, which is in memory, again and again. */
function compareLeases(
  master: BenchMaster,
  { requests, pairs }: { readonly requests: number; readonly pairs: number },
): Promise<Comparison> {
  return withOrigin(master, 1, async (origin, { assets: [asset = ''] }) => {
    const limited = await segmentOf(origin, asset, { viewer: 'ann', max_streams: 2 });
    const free = await segmentOf(origin, asset, { viewer: 'ben' });
    const each = async (url: string) => (await timed(() => repeat(requests, () => bytesOf(url)))) / requests;
    const onplay: number[] = [];
    const theirs: number[] = [];
    await each(limited);
    await each(free);
    for (let pair = 0; pair < pairs; pair++) {
      await idle(origin);
      onplay.push(await each(limited));
      theirs.push(await each(free));
    }
    return { name: 'segment with limited streams', unit: 'ms', other: 'without a limit', onplay, theirs };
  });
}

async function segmentOf(
  origin: Origin,
  asset: string,
  claims: Parameters<Origin['token']>[1],
): Promise<string> {
  const url = `${origin.url}/${asset}.m3u8?token=${origin.token(asset, claims)}`;
  const playlist = /^(?!#)\S+$/m.exec((await bytesOf(url)).toString('utf8'))?.[0] ?? '';
  return new URL('0.m4s', new URL(playlist, url)).href;
}

async function repeat(times: number, work: () => Promise<unknown>): Promise<void> {
  for (let i = 0; i < times; i++) await work();
}
