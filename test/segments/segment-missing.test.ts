import { expect, it } from 'vitest';
import { variantOf } from '../../src/assets/index.js';
import { segmentMissing, segmentRef } from '../../src/segments/segment-ref.js';
import { madeUpAsset } from './support/made-up-master.js';

const whole = madeUpAsset();
const growing = { ...whole, presentation: { ...whole.presentation, isComplete: false } };

/** The error for a segment so many behind the last of the asset. */
function errorOf(asset: typeof whole, behind: number) {
  const variant = variantOf(asset, asset.ladder.video[0]!);
  return segmentMissing(segmentRef(variant, asset.map.videoCount + behind));
}

it('a segment that a master does not have is unknown, for good', () => {
  expect(errorOf(whole, 0)).toMatchObject({ code: 'segment_unknown', retryable: false });
});

it('a segment that a master which grows may have soon is only not there yet', () => {
  for (const behind of [0, 7])
    expect(errorOf(growing, behind)).toMatchObject({
      code: 'segment_pending',
      retryable: true,
      about: 'moment',
    });
});

it('a segment far behind the end of a master that grows is unknown', () => {
  for (const behind of [8, 9_000_000]) expect(errorOf(growing, behind).code).toBe('segment_unknown');
});
