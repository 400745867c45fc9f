/** What marks of a session cost. */
import { bytesOf } from '../../../test/support/hls-client.js';
import type { Comparison, Figure } from '../bench.js';
import type { BenchMaster } from '../master.js';
import { idle, timed } from '../timing.js';
import { COUNTED_HEIGHT, videoEncodesOf } from './clips.js';
import { offeredTo, playFirstVariant, withCopies } from './copies-played.js';

const ALWAYS = { text: '{viewer}', place: 'top-right' } as const;
const AT_TIMES = { ...ALWAYS, every: 60, for: 10, from: 20 };
/** Segments that are compared are so far apart that none of them is fetched ahead with another. */
const APART = 2;
/** A passed-through variant has no counterpart with a mark. */
const SETTINGS = { ONPLAY_PASSTHROUGH: 'off' };

/** Of each pair one segment of the first variant, as it is and with a mark, each encoded then. The first is not measured. */
export function compareMarkedSegments(master: BenchMaster, pairs: number): Promise<Comparison> {
  return withCopies(
    master,
    1,
    async (origin, [asset = '']) => {
      const [plain] = (await offeredTo(origin, asset, {})).variants;
      const [marked] = (await offeredTo(origin, asset, { viewer: 'ann@example.com', overlays: [ALWAYS] }))
        .variants;
      const onplay: number[] = [];
      const theirs: number[] = [];
      for (let pair = 0; pair <= pairs; pair++) {
        const cold = async (urls: readonly string[]) => {
          await idle(origin);
          return timed(() => bytesOf(urls[pair * APART]!));
        };
        const without = await cold(plain!.segments);
        const withMark = await cold(marked!.segments);
        if (pair === 0) continue;
        theirs.push(without);
        onplay.push(withMark);
      }
      return { name: 'segment with a mark, cold', unit: 'ms', other: 'without one, cold', onplay, theirs };
    },
    SETTINGS,
  );
}

/**
 * For each viewer whose mark is shown ten seconds of each minute, when all of the film has been played before, of all segments. Whole
 * minutes count: ten seconds are more of the part of a minute that a film ends with.
 */
export function encodesOfMarks(master: BenchMaster, viewers: number): Promise<Figure> {
  return withCopies(
    master,
    1,
    async (origin, [asset = '']) => {
      const played = { query: `&max_height=${COUNTED_HEIGHT}`, wholeMinutes: true };
      const all = await playFirstVariant(origin, asset, played);
      const values: number[] = [];
      for (let viewer = 0; viewer < viewers; viewer++) {
        const claims = { viewer: `viewer ${viewer}`, overlays: [AT_TIMES] };
        const play = () => playFirstVariant(origin, asset, { ...played, claims });
        values.push((100 * (await videoEncodesOf(origin, play))) / all);
      }
      return { name: 'segments encoded for a viewer with a mark at times', unit: '%', values };
    },
    SETTINGS,
  );
}
