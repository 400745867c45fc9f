import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bytesOf } from '../test/support/hls-client.js';
import { type Origin, startOrigin } from '../test/support/origin.js';
import type { Bench, Comparison } from './support/bench.js';
import { type CopiedMasters, copyMaster } from './support/copied-masters.js';
import { loopedMaster } from './support/looped-master.js';
import { FFMPEG } from './support/machine.js';
import { madeMinutes } from './support/made-minutes.js';
import { type BenchMaster, madeMaster, realMaster } from './support/master.js';
import { ratiosOf, spreadOf } from './support/statistics.js';
import { idle, timed } from './support/timing.js';

const PAIRS = 5;
const QUICK_PAIRS = 1;
/** Of the Sintel trailer, 52.2 s: an hour. */
const LOOPS = 69;
const GOAL_FIRST_MS = 300;
const GOAL_HOUR_MS = 2000;

const stills: Bench = {
  name: 'stills',
  question:
    'images of a master that the server has never seen, from the request with a token to the last byte, against the plain ffmpeg command that makes the same from the local file, including process start: the first sheet of a storyboard and all sheets of one of an hour, both from keyframes; a frame in the middle; the poster against a frame by ffmpeg',
  goal: `the first sheet within ${GOAL_FIRST_MS} ms, those of an hour within ${GOAL_HOUR_MS} ms`,
  run: async ({ quick, progress }) => {
    const pairs = quick ? QUICK_PAIRS : PAIRS;
    const short = realMaster() ?? (await madeMaster(60));
    const long = await hour(short);
    const comparisons: Comparison[] = [];
    for (const { name, master, seconds, look } of [
      { name: 'first sheet', master: short, seconds: 2, look: firstSheet },
      { name: 'sheets of an hour', master: long, seconds: 20, look: allSheets },
      { name: 'frame in the middle', master: short, seconds: undefined, look: middleFrame },
      { name: 'poster', master: short, seconds: undefined, look: poster },
    ]) {
      progress(name);
      comparisons.push(await compare({ name, master, pairs, seconds, look }));
    }
    const [first = 0, all = 0] = comparisons.map(({ onplay }) => spreadOf(onplay).median);
    const ratio = spreadOf(comparisons.flatMap(({ onplay, theirs }) => ratiosOf(onplay, theirs))).median;
    return {
      comparisons,
      goalMet: first <= GOAL_FIRST_MS && all <= GOAL_HOUR_MS,
      summary: `stills first ${first.toFixed(0)} ms, hour ${all.toFixed(0)} ms, ratio ${ratio.toFixed(2)}`,
    };
  },
};

export default stills;

async function hour(short: BenchMaster): Promise<BenchMaster> {
  return short.name.startsWith('made') ? madeMinutes(60) : loopedMaster(short, LOOPS);
}

interface Case {
  readonly name: string;
  readonly master: BenchMaster;
  readonly pairs: number;
  /** Between the thumbnails of a sheet; absent for a single frame. */
  readonly seconds: number | undefined;
  readonly look: (origin: Origin, asset: string) => Promise<unknown>;
}

/** One copy of the master per pair, after one that is not measured: a freshly started server is still compiling its code. */
async function compare({ name, master, pairs, seconds, look }: Case): Promise<Comparison> {
  const onplay: number[] = [];
  const theirs: number[] = [];
  const copies = await copyMaster(master, pairs + 1);
  const origin = await startOrigin({ folder: copies.folder });
  try {
    const [warmUp = '', ...assets] = copies.assets;
    await look(origin, warmUp);
    for (const asset of assets) {
      await idle(origin);
      onplay.push(await timed(() => look(origin, asset)));
      theirs.push(await timed(() => plainly(copies, asset, seconds)));
    }
  } finally {
    await origin.stop();
    await copies.remove();
  }
  return { name, unit: 'ms', other: 'ffmpeg', onplay, theirs };
}

/** The command that a user would type: thumbnails of all keyframes, one in each stretch, or a frame in the middle. */
function plainly(copies: CopiedMasters, asset: string, seconds: number | undefined): void {
  const input = ['-i', copies.pathOf(asset)];
  const output = join(copies.folder, 'plain-%d.jpg');
  const command =
    seconds === undefined
      ? ['-ss', '26', ...input, '-vf', 'scale=1280:-2', '-frames:v', '1', output]
      : ['-skip_frame', 'nokey', ...input, '-vf', sheets(seconds), '-fps_mode', 'passthrough', output];
  const { status } = spawnSync(FFMPEG, ['-loglevel', 'error', '-y', ...command], { stdio: 'ignore' });
  if (status !== 0) throw new Error('the plain command failed');
}

function sheets(seconds: number): string {
  const one = `select=isnan(prev_selected_t)+gte(t-prev_selected_t\\,${seconds})`;
  return `${one},scale=160:90,tile=5x5`;
}

async function sheetsOf(origin: Origin, asset: string): Promise<string[]> {
  const url = new URL(`/${asset}/storyboard.vtt?token=${origin.token(asset)}`, origin.url);
  const text = (await bytesOf(url.href)).toString('utf8');
  return [...new Set([...text.matchAll(/^(\S+)#xywh=/gm)].map(([, image]) => new URL(image!, url).href))];
}

async function firstSheet(origin: Origin, asset: string): Promise<void> {
  const [first = ''] = await sheetsOf(origin, asset);
  await bytesOf(first);
}

async function allSheets(origin: Origin, asset: string): Promise<void> {
  await Promise.all((await sheetsOf(origin, asset)).map(bytesOf));
}

function middleFrame(origin: Origin, asset: string): Promise<unknown> {
  return bytesOf(`${origin.url}/${asset}/frame.jpg?t=26&width=1280&token=${origin.token(asset)}`);
}

function poster(origin: Origin, asset: string): Promise<unknown> {
  return bytesOf(`${origin.url}/${asset}/poster.jpg?token=${origin.token(asset)}`);
}
