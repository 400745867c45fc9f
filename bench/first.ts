import { bytesOf, readRendition } from '../test/support/hls-client.js';
import { type Origin, startOrigin } from '../test/support/origin.js';
import type { Bench, Comparison } from './support/bench.js';
import { copyMaster } from './support/copied-masters.js';
import { type BenchMaster, benchMasters } from './support/master.js';
import { encodePlainly } from './support/plain-command.js';
import { ratiosOf, spreadOf } from './support/statistics.js';
import { idle, timed } from './support/timing.js';

const HEIGHT = 480;
const PAIRS = 5;
const QUICK_PAIRS = 1;
const GOAL = 1.15;

const first: Bench = {
  name: 'first',
  question:
    'a master that the server has never seen: from the request for its manifest to the last byte of a segment in its middle, against the plain ffmpeg command that encodes the same seconds with the same settings from the local file, including process start',
  goal: `at most ${GOAL}`,
  run: async ({ quick, args, progress }) => {
    const comparisons: Comparison[] = [];
    for (const master of await benchMasters(args)) {
      progress(master.name);
      comparisons.push(await compare(master, quick ? QUICK_PAIRS : PAIRS));
    }
    const ratio = spreadOf(comparisons.flatMap(({ onplay, theirs }) => ratiosOf(onplay, theirs))).median;
    return { comparisons, goalMet: ratio <= GOAL, summary: `first ratio ${ratio.toFixed(2)}` };
  },
};

export default first;

/** One copy of the master per pair, after one that is not measured: a freshly started server is still compiling its code. */
async function compare(master: BenchMaster, pairs: number): Promise<Comparison> {
  const onplay: number[] = [];
  const theirs: number[] = [];
  const copies = await copyMaster(master, pairs + 1);
  const origin = await startOrigin({ folder: copies.folder });
  try {
    const [warmUp = '', ...assets] = copies.assets;
    await seek(origin, warmUp, HEIGHT);
    for (const asset of assets) {
      await idle(origin);
      const { milliseconds, ...stretch } = await seek(origin, asset, HEIGHT);
      onplay.push(milliseconds);
      await idle(origin);
      theirs.push(await timed(() => encodePlainly({ file: master.path, height: HEIGHT, ...stretch })));
    }
  } finally {
    await origin.stop();
    await copies.remove();
  }
  return { name: `${master.name} ${HEIGHT}p`, unit: 'ms', other: 'ffmpeg', onplay, theirs };
}

interface Seek {
  readonly milliseconds: number;
  /** Start of the segment, in seconds. */
  readonly start: number;
  readonly seconds: number;
}

/** Makes the requests of a player, in order, up to the segment in the middle. */
async function seek(origin: Origin, asset: string, height: number): Promise<Seek> {
  const startedAt = performance.now();
  const manifest = new URL(`/${asset}.m3u8?token=${origin.token(asset)}`, origin.url);
  const uri = playlistUri((await bytesOf(manifest.href)).toString('utf8'), height);
  const { init, segments, durations } = await readRendition(new URL(uri, manifest).href);
  const middle = Math.floor(segments.length / 2);
  await bytesOf(init);
  await bytesOf(segments[middle]!);
  const milliseconds = performance.now() - startedAt;
  const start = durations.slice(0, middle).reduce((sum, seconds) => sum + seconds, 0);
  return { milliseconds, start, seconds: durations[middle]! };
}

/** The URI that follows the EXT-X-STREAM-INF of this height (RFC 8216 4.3.4.2). */
function playlistUri(manifest: string, height: number): string {
  const uri = new RegExp(`^#EXT-X-STREAM-INF:.*RESOLUTION=\\d+x${height}\\b.*\\n(.+)$`, 'm').exec(
    manifest,
  )?.[1];
  if (uri === undefined) throw new Error(`the master has no ${height}p rung`);
  return uri;
}
