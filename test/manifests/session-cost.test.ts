/** What sessions share is built once: for a day in one-second segments, another session costs almost nothing. */

import { describe, expect, it } from 'vitest';
import type { Presentation } from '../../src/assets/presentation/presentation.js';
import { presentWhole } from '../../src/assets/presentation/whole-master.js';
import type { Rendition } from '../../src/encoder/rendition.js';
import { AdvertisedBandwidths, advertisedBandwidth } from '../../src/manifests/advertised-bandwidth.js';
import { sessionDescription } from '../../src/manifests/dash.js';
import { TextBody } from '../../src/manifests/text-body.js';
import { SegmentSizes } from '../../src/segments/segment-sizes.js';
import { madeUpAsset } from '../segments/support/made-up-master.js';

const SEGMENTS = 86_400;
const TIMESCALE = 90_000;
const SESSIONS = 20;

/** A day, in segments each of a different length than the one before. */
function day(): Presentation {
  const boundaries = Float64Array.from(
    { length: SEGMENTS + 1 },
    (_, n) => n * TIMESCALE + (n % 2) * (TIMESCALE / 25),
  );
  const map = { timescale: TIMESCALE, boundaries, count: SEGMENTS, videoCount: SEGMENTS, targetDuration: 1 };
  return presentWhole({ ...madeUpAsset(), map });
}

describe('the manifests of a long presentation', () => {
  it('cost less for many sessions than for the first', () => {
    const presentation = day();
    const bandwidths = new AdvertisedBandwidths(new SegmentSizes());
    const build = () => {
      const { user, system } = process.cpuUsage();
      const pieces = sessionDescription(presentation, presentation.ladder, 'grant', (rendition) =>
        bandwidths.of(presentation, rendition),
      );
      const body = new TextBody(...pieces);
      const used = process.cpuUsage();
      return {
        text: body.ready('identity')!.body.toString(),
        etag: body.etag('identity'),
        ms: (used.user + used.system - user - system) / 1000,
      };
    };
    const first = build();
    expect(first.text.match(/<S /g)!.length).toBeGreaterThan(SEGMENTS);
    const others = Array.from({ length: SESSIONS }, build);
    expect(new Set(others.map(({ text }) => text))).toEqual(new Set([first.text]));
    expect(new Set(others.map(({ etag }) => etag))).toEqual(new Set([first.etag]));
    // What is left of it is copying the bytes into one buffer.
    const usual = others.reduce((sum, { ms }) => sum + ms, 0) / SESSIONS;
    expect(usual).toBeLessThan(first.ms / 4);
  });
});

describe('the advertised bandwidth of a rendition', () => {
  it('follows the latest segment sizes', () => {
    const { map, presentation } = madeUpAsset();
    const keyOf = (rendition: Rendition) => presentation.of(rendition).key;
    const segmentSizes = new SegmentSizes();
    const bandwidths = new AdvertisedBandwidths(segmentSizes);
    const [rendition, other] = presentation.ladder.video;
    for (const bytes of [900_000, 100, 100, 500_000]) {
      for (let segment = 0; segment < map.count; segment++) {
        segmentSizes.record(keyOf(rendition!), segment, map.count, bytes);
        for (const each of [rendition!, other!]) {
          const sizes = segmentSizes.sizesOf(keyOf(each));
          expect(bandwidths.of(presentation, each)).toEqual(advertisedBandwidth(presentation, each, sizes));
        }
      }
    }
  });

  it('is computed again for an asset whose segment sizes were dropped', () => {
    const { map, presentation } = madeUpAsset();
    const rendition = presentation.ladder.video[0]!;
    const { key } = presentation.of(rendition);
    const segmentSizes = new SegmentSizes(300);
    const bandwidths = new AdvertisedBandwidths(segmentSizes);
    const maximum = bandwidths.of(presentation, rendition);
    for (let segment = 0; segment < map.count; segment++) segmentSizes.record(key, segment, map.count, 10);
    expect(bandwidths.of(presentation, rendition)).not.toEqual(maximum);
    segmentSizes.record('another', 0, 4, 10);
    expect(segmentSizes.sizesOf(key)).toBeUndefined();
    expect(bandwidths.of(presentation, rendition)).toEqual(maximum);
  });
});
