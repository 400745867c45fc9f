import { describe, expect, it } from 'vitest';
import type { Asset } from '../../src/assets/asset.js';
import { mediaVariant } from '../../src/downloads/segment-order.js';
import { trackStart } from '../../src/downloads/track-start.js';
import { madeUpAsset } from '../segments/support/made-up-master.js';

/** A track of 48 kHz whose first segment begins with this sample, in an asset that begins at this second. */
function startOf(first: number, start?: number) {
  const asset = madeUpAsset();
  const [audio] = asset.ladder.audio;
  const timeline = { timescale: 48_000, boundaries: Float64Array.of(first, first + 48_000), seconds: [1] };
  const of = () => Object.assign(Object.create(asset.presentation.of(audio!)), { timeline });
  const presentation = {
    ...asset.presentation,
    ...(start !== undefined && { start }),
    of,
  } as Asset['presentation'];
  return trackStart(mediaVariant({ ...asset, presentation }, audio!));
}

describe('a track in a file', () => {
  it('has the times of its segments where the asset is whole', () => {
    expect(startOf(0)).toEqual({ earlier: 0, skipped: 0 });
    expect(startOf(700)).toEqual({ earlier: 0, skipped: 0 });
  });

  it('is moved to the beginning of a clip, and keeps its distance from it', () => {
    expect(startOf(96_000, 2)).toEqual({ earlier: 96_000, skipped: 0 });
    expect(startOf(96_512, 2)).toEqual({ earlier: 96_000, skipped: 0 });
  });

  it('leaves out what begins before the clip', () => {
    expect(startOf(95_600, 2)).toEqual({ earlier: 95_600, skipped: 400 });
  });
});
