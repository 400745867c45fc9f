/** What a worker keeps for origins. */
import { describe, expect, test } from 'vitest';
import { FinishedSegments } from '../../../src/fleet/delivery/finished-segments.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { videoRef } from '../support/jobs.js';

const TIMINGS = { queueMs: 0, feedMs: 0, encodeMs: 0, packageMs: 0 };

function segment(bytes = 1000) {
  return { bytes: new Uint8Array(bytes), sha256: '', timings: TIMINGS, slotMs: 0, fetched: false };
}

describe('finished segments', () => {
  test('are kept for a minute', () => {
    let now = 1;
    const finished = new FinishedSegments({ maxBytes: 100_000, clock: () => now });
    finished.add('a', videoRef(), segment());
    now += 59_000;
    expect(finished.find('a')).toBeDefined();
    now += 2000;
    expect(finished.find('a')).toBeUndefined();
  });

  test('are bounded in bytes: the oldest go first, and one that is too large is not kept', () => {
    const finished = new FinishedSegments({ maxBytes: 10_000 });
    for (const id of ['a', 'b', 'c']) finished.add(id, videoRef(), segment(4000));
    expect([finished.find('a'), finished.find('c')?.bytes.byteLength]).toEqual([undefined, 4000]);
    finished.add('d', videoRef(), segment(20_000));
    expect(finished.find('d')).toBeUndefined();
    expect(finished.bytes).toBeLessThanOrEqual(10_000);
  });

  test('go with what is purged, and nothing else does', () => {
    const finished = new FinishedSegments({ maxBytes: 100_000 });
    finished.add('a', videoRef(), segment());
    finished.purge({ asset: toAssetId('another') });
    expect(finished.find('a')).toBeDefined();
    finished.purge({ asset: toAssetId('tenant/film') });
    expect(finished.find('a')).toBeUndefined();
  });
});
