/** Which assets have trick play, and in which sizes. */
import { describe, expect, it } from 'vitest';
import { knownBurnedAsset } from '../../../src/assets/burned-asset.js';
import { createAsset } from '../../../src/assets/create-asset.js';
import { lazyTrickPlay } from '../../../src/assets/presentation/trick-play.js';
import type { MasterIndex } from '../../../src/masters/master-index.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import {
  madeUpAsset,
  madeUpAudioAsset,
  madeUpIndex,
  madeUpMaster,
  madeUpSubtitledAsset,
  openNothing,
} from '../../segments/support/made-up-master.js';

const asset = madeUpAsset();

/** The asset of an index that is made up, but for these changes. */
function assetOf(changes: Partial<MasterIndex>, complete?: () => Promise<never>) {
  const master = madeUpMaster('film');
  const segmentMap = { targetSeconds: 2, firstSeconds: [2] };
  return createAsset(
    toAssetId('film'),
    master,
    { ...madeUpIndex(master), ...changes },
    {
      ...{ segmentMap, buildId: 'build', passthrough: true, open: openNothing },
      ...(complete && { complete }),
    },
  );
}

describe('trick play', () => {
  it('has a frame for each keyframe, each until the next', () => {
    const { presented, targetDuration } = asset.presentation.trickPlay!('v360')!;
    expect([...presented.timeline.boundaries]).toEqual([0, 180_000, 360_000, 540_000, 720_000, 900_000]);
    expect(targetDuration).toBe(2);
  });

  it('has every size of the ladder and no other, all with one timeline, none with more bandwidth than its rendition', () => {
    const { ladder, of, trickPlay } = asset.presentation;
    const all = ladder.video.map(({ id }) => trickPlay!(id)!);
    expect(new Set(all.map(({ presented }) => presented.timeline)).size).toBe(1);
    for (const [n, { presented, rendition }] of all.entries()) {
      const rung = ladder.video[n]!;
      expect([rendition.encoding.width, rendition.encoding.height]).toEqual([rung.width, rung.height]);
      expect(presented.maximum.bandwidth.peak).toBeLessThanOrEqual(of(rung).maximum.bandwidth.peak);
    }
    for (const id of ['v999', 'v360-trick', undefined]) expect(trickPlay!(id)).toBeUndefined();
  });

  it('is none in the size of a rendition of less bandwidth, which a limit may allow by itself', () => {
    const { ladder } = asset.presentation;
    const track = asset.index.video!;
    const source = { track, end: track.end, encodedVideo: ladder.video, keyOf: () => 'key' };
    const of = (peak: number) => lazyTrickPlay({ ...source, peakOf: () => peak })('v360');
    const { peak } = of(1e9)!.presented.maximum.bandwidth;
    expect(of(peak)).toBeDefined();
    expect(of(peak - 1)).toBeUndefined();
  });

  it('is none without video, with text burned in, while a master is written, and while only its outline is known', async () => {
    const burned = knownBurnedAsset(madeUpSubtitledAsset(3, [[2500, 3900]]), '3')!;
    const growing = assetOf({ growth: { isOver: false, facts: [] } });
    const outlined = assetOf({}, async () => Promise.reject(new Error('never')));
    for (const { presentation } of [madeUpAudioAsset(), burned, growing, outlined])
      expect(presentation.trickPlay).toBeUndefined();
    expect(assetOf({ growth: { isOver: true, facts: [] } }).presentation.trickPlay!('v360')).toBeDefined();
  });
});
