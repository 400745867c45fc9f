import { expect, test } from 'vitest';
import { reportNotPlayed } from '../../src/composition/server/report-not-played.js';
import type { MasterIndex } from '../../src/masters/master-index.js';
import { createLogger } from '../../src/shared/log.js';
import { createMetrics } from '../../src/shared/metrics.js';
import type { IgnoredTrack } from '../../src/tracks/track.js';
import { madeUpIndex } from '../segments/support/made-up-master.js';

const ignored = (id: number, kind: string, reason = 'rare'): IgnoredTrack => ({
  id,
  kind,
  codec: 'any',
  reason,
});

/** What is logged and counted when this index was built. */
async function reported(tracks: readonly IgnoredTrack[], missing?: MasterIndex['missing']) {
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({
    level: 'info',
    destination: { write: (line) => void lines.push(JSON.parse(line)) },
  });
  const metrics = createMetrics();
  const index = madeUpIndex({ asset: 'film', version: 'v1', size: 1 });
  reportNotPlayed(metrics, log)({ ...index, ignored: tracks, ...(missing && { missing }) });
  const text = await metrics.registry.getSingleMetricAsString('onplay_tracks_not_played_total');
  return { lines, counts: text.split('\n').filter((line) => line.startsWith('onplay_')) };
}

test('tracks that a viewer may miss are logged once as a warning, and counted', async () => {
  const { lines, counts } = await reported([
    ignored(2, 'audio'),
    ignored(3, 'audio', 'odd'),
    ignored(4, 'video', 'attached picture'),
    ignored(5, 'data'),
  ]);
  expect(lines).toMatchObject([
    {
      ...{ level: 40, asset: 'film', version: 'v1', msg: 'tracks of the master are not played' },
      notPlayed: ['audio 2 of 3 is not played: rare', 'audio 3 of 3 is not played: odd'],
    },
  ]);
  expect(counts).toEqual(['onplay_tracks_not_played_total{kind="audio"} 2']);
});

test('of a master that is not whole it is logged what is missing', async () => {
  const missing = { seconds: 2, reason: 'the file ends before its media does' };
  const { lines } = await reported([], missing);
  expect(lines).toMatchObject([{ level: 40, asset: 'film', missing, msg: 'the master is not whole' }]);
});

test('nothing is said of a master that is played as it is', async () => {
  expect(await reported([ignored(4, 'data')])).toEqual({ lines: [], counts: [] });
});
