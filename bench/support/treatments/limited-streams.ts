/** What the limit of a viewer's streams costs each segment. */
import { bytesOf } from '../../../test/support/hls-client.js';
import type { Comparison } from '../bench.js';
import type { BenchMaster } from '../master.js';
import { idle, timed } from '../timing.js';
import { offeredTo, withCopies } from './copies-played.js';

/** Both viewers ask for the same segment, which is in memory, again and again. */
export function compareLimitedStreams(
  master: BenchMaster,
  { requests, pairs }: { readonly requests: number; readonly pairs: number },
): Promise<Comparison> {
  return withCopies(master, 1, async (origin, [asset = '']) => {
    const [limited = '', free = ''] = await Promise.all(
      [{ viewer: 'ann', max_streams: 2 }, { viewer: 'ben' }].map(
        async (claims) => (await offeredTo(origin, asset, claims)).variants[0]!.segments[0],
      ),
    );
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

async function repeat(times: number, work: () => Promise<unknown>): Promise<void> {
  for (let i = 0; i < times; i++) await work();
}
