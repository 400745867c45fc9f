/** What sessions share is put together once: of a day in segments of a second, a session costs next to nothing. */
import { describe, expect, it } from 'vitest';
import type { Asset } from '../../src/assets/asset.js';
import { AdvertisedBandwidths, advertisedBandwidth } from '../../src/manifests/advertised-bandwidth.js';
import { sessionDescription } from '../../src/manifests/dash.js';
import { TextBody } from '../../src/manifests/text-body.js';
import { timelineOf } from '../../src/manifests/timeline.js';
import { SegmentSizes } from '../../src/segments/segment-sizes.js';
import { madeUpAsset } from '../segments/support/made-up-master.js';

const SEGMENTS = 86_400;
const TIMESCALE = 90_000;
const SESSIONS = 20;

/** A day, in segments that are all of another length than the one before. */
function day(): Asset {
  const boundaries = Float64Array.from(
    { length: SEGMENTS + 1 },
    (_, n) => n * TIMESCALE + (n % 2) * (TIMESCALE / 25),
  );
  const map = { timescale: TIMESCALE, boundaries, count: SEGMENTS, videoCount: SEGMENTS, targetDuration: 1 };
  return { ...madeUpAsset(), map };
}

describe('the manifests of a long asset', () => {
  it('cost many sessions less than the first one', () => {
    const asset = day();
    const { video, audio } = asset.ladder;
    const rates = new AdvertisedBandwidths(new SegmentSizes());
    const build = () => {
      const { user, system } = process.cpuUsage();
      const pieces = sessionDescription(asset, { video, audio }, 'grant', (rendition) =>
        rates.of(asset, rendition),
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
    expect(others.reduce((sum, { ms }) => sum + ms, 0)).toBeLessThan(first.ms);
  });

  it('share one timeline among renditions that are cut alike', () => {
    const asset = day();
    const { video, audio } = asset.ladder;
    expect(new Set(video.map((rendition) => timelineOf(asset, rendition))).size).toBe(1);
    expect(timelineOf(asset, audio[0]!)).not.toBe(timelineOf(asset, video[0]!));
  });
});

describe('the declared rates of a rendition', () => {
  it('are those of what was measured last, whenever they are asked for', () => {
    const asset = madeUpAsset();
    const measured = new SegmentSizes();
    const rates = new AdvertisedBandwidths(measured);
    const [rendition, other] = asset.ladder.video;
    for (const bytes of [900_000, 100, 100, 500_000]) {
      for (let segment = 0; segment < asset.map.count; segment++) {
        measured.record(asset.keyOf(rendition!), segment, asset.map.count, bytes);
        for (const each of [rendition!, other!]) {
          const sizes = measured.sizesOf(asset.keyOf(each));
          expect(rates.of(asset, each)).toEqual(advertisedBandwidth(asset, each, sizes));
        }
      }
    }
  });

  it('are counted anew for an asset whose measures were dropped', () => {
    const asset = madeUpAsset();
    const rendition = asset.ladder.video[0]!;
    const measured = new SegmentSizes(300);
    const rates = new AdvertisedBandwidths(measured);
    const unmeasured = rates.of(asset, rendition);
    for (let segment = 0; segment < asset.map.count; segment++)
      measured.record(asset.keyOf(rendition), segment, asset.map.count, 10);
    expect(rates.of(asset, rendition)).not.toEqual(unmeasured);
    measured.record('another', 0, 4, 10);
    expect(measured.sizesOf(asset.keyOf(rendition))).toBeUndefined();
    expect(rates.of(asset, rendition)).toEqual(unmeasured);
  });
});
