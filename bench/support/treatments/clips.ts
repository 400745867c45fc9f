/** What clips of a film cost. */
import type { Origin } from '../../../test/support/origin.js';
import type { Comparison, Figure } from '../bench.js';
import type { BenchMaster } from '../master.js';
import { randomClips } from '../random-clips.js';
import { idle, metricOf, timed } from '../timing.js';
import { playFirstVariant, startAt, withCopies } from './copies-played.js';

/** The rung of which encodes are counted. */
export const COUNTED_HEIGHT = 240;
/** At which the clip begins whose start is timed: within a segment. */
const FIRST_SECOND = 4.2;

/** One copy of the master per pair, after one that is not measured: a freshly started server is still compiling its code. */
export function compareStartsOfClips(master: BenchMaster, pairs: number): Promise<Comparison> {
  return withCopies(master, pairs + 1, async (origin, assets) => {
    const whole: number[] = [];
    const clip: number[] = [];
    for (const [index, asset] of assets.entries()) {
      await idle(origin);
      const first = await timed(() => startAt(origin, asset, { seconds: FIRST_SECOND }));
      await playFirstVariant(origin, asset);
      await idle(origin);
      const cut = await timed(() => startAt(origin, asset, { query: `&start=${FIRST_SECOND}` }));
      if (index === 0) continue;
      whole.push(first);
      clip.push(cut);
    }
    return { name: 'start of a clip', unit: 'ms', other: 'the whole, cold', onplay: clip, theirs: whole };
  });
}

/** The video segments that are encoded for each clip, one clip after another, when all of the whole has been played before. */
export function encodesOfClips(master: BenchMaster, count: number): Promise<Figure> {
  return withCopies(master, 1, async (origin, [asset = '']) => {
    const rung = `&max_height=${COUNTED_HEIGHT}`;
    await playFirstVariant(origin, asset, { query: rung });
    const values: number[] = [];
    for (const { start, end } of randomClips(await framesOf(origin, asset), count)) {
      const clip = `${rung}&start=f${start}&end=f${end}`;
      values.push(await videoEncodesOf(origin, () => playFirstVariant(origin, asset, { query: clip })));
    }
    return { name: `video segments encoded for each of ${count} clips`, unit: 'segments', values };
  });
}

/** How many segments of video are encoded, also ahead, while `work` is done. */
export async function videoEncodesOf(origin: Origin, work: () => Promise<unknown>): Promise<number> {
  await idle(origin);
  const before = await videoEncodes(origin);
  await work();
  await idle(origin);
  return (await videoEncodes(origin)) - before;
}

function videoEncodes(origin: Origin): Promise<number> {
  return metricOf(origin, /^onplay_encodes_total\{.*kind="video"/);
}

async function framesOf(origin: Origin, asset: string): Promise<number> {
  const headers = { Authorization: `Bearer ${origin.adminKey}` };
  const described = await (await origin.fetch(`/api/assets/${asset}`, { headers })).json();
  return (described as { video: { frames: number } }).video.frames;
}
