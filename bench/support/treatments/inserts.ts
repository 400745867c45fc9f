/** How fast a film with a pre-roll starts. */
import type { Comparison } from '../bench.js';
import type { BenchMaster } from '../master.js';
import { idle, timed } from '../timing.js';
import { startAt, withCopies } from './copies-played.js';

/** Each side of a pair has a film that no client has asked for. */
const COPIES_OF_A_PAIR = 4;

/** With a pre-roll that no client has asked for, and with the same one in another film; each beside a film without. The first pair is not measured. */
export function compareStartsWithInserts(master: BenchMaster, pairs: number): Promise<Comparison[]> {
  return withCopies(master, COPIES_OF_A_PAIR * (pairs + 1), async (origin, assets) => {
    const alone: number[] = [];
    const unseen: number[] = [];
    const seen: number[] = [];
    for (let pair = 0; pair <= pairs; pair++) {
      const first = COPIES_OF_A_PAIR * pair;
      const [plain, film, other, insert] = assets.slice(first, first + COPIES_OF_A_PAIR);
      const claims = { inserts: [{ asset: insert!, at: 'start' }] };
      const start = async (asset: string, options = {}) => {
        await idle(origin);
        return timed(() => startAt(origin, asset, options));
      };
      const times = [await start(plain!), await start(film!, { claims }), await start(other!, { claims })];
      if (pair === 0) continue;
      alone.push(times[0]!);
      unseen.push(times[1]!);
      seen.push(times[2]!);
    }
    const beside = { unit: 'ms', other: 'without, cold', theirs: alone };
    return [
      { name: 'start with a new pre-roll', onplay: unseen, ...beside },
      { name: 'start with a pre-roll others saw', onplay: seen, ...beside },
    ];
  });
}
