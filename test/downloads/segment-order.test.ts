import { describe, expect, it } from 'vitest';
import type { Asset } from '../../src/assets/asset.js';
import { Download } from '../../src/downloads/index.js';
import { mediaVariant, SegmentOrder } from '../../src/downloads/segment-order.js';
import type { Rendition } from '../../src/encoder/index.js';
import { madeUpAsset } from '../segments/support/made-up-master.js';
import { processorMs } from '../support/processor-time.js';

/** Whose renditions have as many segments as `countOf` says. */
function assetWith(countOf: (rendition: Rendition) => number): Asset {
  const asset = madeUpAsset();
  const presented = new Map<Rendition, ReturnType<typeof asset.presentation.of>>();
  for (const rendition of [...asset.ladder.video, ...asset.ladder.audio]) {
    const own = asset.presentation.of(rendition);
    const seconds = Array<number>(countOf(rendition)).fill(1);
    presented.set(rendition, Object.assign(Object.create(own), { timeline: { ...own.timeline, seconds } }));
  }
  const of = (rendition: Rendition) => presented.get(rendition)!;
  return { ...asset, presentation: { ...asset.presentation, of } as Asset['presentation'] };
}

const DAY = 86_400;

describe('the order of the segments in a file', () => {
  const asset = assetWith(({ kind }) => (kind === 'video' ? 3 : 2));
  const { video, audio } = asset.ladder;
  const order = new SegmentOrder([video[0]!, audio[0]!].map((rendition) => mediaVariant(asset, rendition)));
  const named = [...order].map(({ trackId, segment }) => `${trackId}/${segment}`);

  it('is that of their time, the last track of each stretch first', () => {
    expect(named).toEqual(['2/0', '1/0', '2/1', '1/1', '1/2']);
    expect(order.length).toBe(5);
  });

  it.each([0, 1, 2, 4, 5, 6])('is the same from entry %i on', (first) => {
    const rest = [...order.from(first)].map(({ trackId, segment }) => `${trackId}/${segment}`);
    expect(rest).toEqual(named.slice(first));
  });

  it('is not made for the entity tag of a day in nine tracks', async () => {
    const long = assetWith(() => DAY);
    const tracks = { video: long.ladder.video[0], audio: Array(8).fill(long.ladder.audio[0]), text: [] };
    const segments = { inBackground: () => expect.unreachable(), sizesOf: () => undefined, slots: 2 };
    const sources = { segments, texts: { movText: () => expect.unreachable() } };
    const used = await processorMs(() => new Download(long, tracks, sources).etag);
    expect(used).toBeLessThan(50);
  });
});
