import { describe, expect, it } from 'vitest';
import { segmentsOf } from '../../../src/assets/presentation/timeline.js';
import { presentWhole } from '../../../src/assets/presentation/whole-master.js';
import { madeUpAsset, madeUpAudioAsset } from '../../segments/support/made-up-master.js';
import { textAsset } from '../../segments/support/text-asset.js';

describe('the presentation of a whole master', () => {
  it('has one timeline for all renditions with the same segments', () => {
    const { ladder, of } = madeUpAsset().presentation;
    const [video, audio] = [ladder.video, ladder.audio].map(
      (renditions) => new Set(renditions.map((rendition) => of(rendition).timeline)),
    );
    expect([video!.size, audio!.size]).toEqual([1, 1]);
    expect(video).not.toEqual(audio);
  });

  it('has video segments of whole frames, the first from the first frame on', () => {
    const asset = madeUpAsset();
    const index = { ...asset.index, video: { ...asset.index.video!, start: 3600 } };
    const { ladder, of } = presentWhole({ ...asset, index });
    const { timeline } = of(ladder.video[0]!);
    expect(timeline.timescale).toBe(90_000);
    expect([...segmentsOf(timeline)]).toEqual([
      { start: 3600, duration: 2 * 90_000 - 3600 },
      { start: 2 * 90_000, duration: 2 * 90_000 },
      { start: 4 * 90_000, duration: 4 * 90_000 },
      { start: 8 * 90_000, duration: 2 * 90_000 },
    ]);
    expect([...timeline.seconds]).toEqual([1.96, 2, 4, 2]);
  });

  it('has audio segments of whole AAC frames, until the one in which the presentation ends', () => {
    const { ladder, of, seconds } = madeUpAudioAsset().presentation;
    const { timeline } = of(ladder.audio[0]!);
    expect(timeline.timescale).toBe(48_000);
    for (const boundary of timeline.boundaries) expect(boundary % 1024).toBe(0);
    expect(seconds).toBe(10);
    expect(timeline.boundaries.at(-1)).toBe(1024 * Math.ceil((10 * 48_000) / 1024));
  });

  it('has one timeline and one upper bound for all text, with the segments of the whole presentation', () => {
    const { presentation } = textAsset(
      { name: 'en.srt', text: '' },
      { name: 'de.srt', text: '', language: 'de' },
    );
    const [one, other] = presentation.ladder.text.map(presentation.of);
    expect(one!.key).not.toBe(other!.key);
    expect(other!.timeline).toBe(one!.timeline);
    expect(other!.maximum).toBe(one!.maximum);
    expect([...one!.timeline.seconds]).toEqual([2, 2, 4, 2]);
  });

  it('has the keys of its renditions, each another', () => {
    const { keyOf, presentation } = madeUpAsset();
    const { ladder, of } = presentation;
    const all = [...ladder.video, ...ladder.audio];
    expect(new Set(all.map((rendition) => of(rendition).key)).size).toBe(all.length);
    for (const rendition of all) expect(keyOf(rendition)).toBe(of(rendition).key);
  });

  it('measures the maximum of a rendition once', () => {
    const { ladder, of } = madeUpAsset().presentation;
    const presented = of(ladder.video[0]!);
    expect([presented.measure(), presented.measure()]).toEqual([true, false]);
    expect(presented.maximum.bits).toHaveLength(4);
    expect(presented.maximum).toBe(presented.maximum);
  });
});
