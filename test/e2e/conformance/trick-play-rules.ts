/** Rules 6 and 15: I-frame playlists and trick mode sets, compared with the frames they list. */
import { expect, it } from 'vitest';
import { attributesOf, tagsNamed, tagValue } from './manifests.js';
import { durationOf, nalUnitTypes, samplesOf } from './media-segment.js';
import { adaptationSets, type MpdElement, timelineOf, trickModeSets } from './mpd-element.js';
import { keyOf, type Manifests, type PlayedMaster } from './played-master.js';
import { earliestPresentationTime, presentationOf } from './presentation.js';
import { measuredRate } from './rates.js';

const IDR_SLICE = 5;
/** Largest ratio of advertised to measured bandwidth once that is known. */
const CORRECTED_TOLERANCE = 1.1;
const EXTINF_ROUNDING = 1e-6;

export function trickPlayRules(played: () => PlayedMaster): void {
  it('6: there is one I-frame playlist and one trick mode set, unless there is no video', () => {
    const { before, renditions, iFrames } = played();
    const hasVideo = renditions.some(({ kind }) => kind === 'video');
    expect(iFrames).toHaveLength(hasVideo ? 1 : 0);
    expect(trickModeSets(before.mpd)).toHaveLength(hasVideo ? 1 : 0);
  });

  it('6: its attributes describe its init segment, and no frame rate, audio or text', () => {
    for (const [n, { init }] of played().iFrames.entries()) {
      const attributes = attributesOf(tagsNamed(played().before.hls, 'EXT-X-I-FRAME-STREAM-INF')[n]!);
      expect(attributes.get('CODECS')).toBe(init.codecs);
      expect(attributes.get('RESOLUTION')).toBe(init.video?.size.join('x'));
      expect([...attributes.keys()].sort()).toEqual([
        ...['AVERAGE-BANDWIDTH', 'BANDWIDTH', 'CODECS', 'RESOLUTION', 'URI'],
      ]);
    }
  });

  it('6: each of its segments is one IDR picture that lasts until the next, the last one until the end', () => {
    for (const { segments, init, extinf } of played().iFrames) {
      const starts = segments.map((segment) => earliestPresentationTime(segment, { init }));
      segments.forEach((segment, n) => {
        const [sample, ...more] = samplesOf(segment.fragments);
        expect([sample!.sync, more.length]).toEqual([true, 0]);
        expect(nalUnitTypes(sample!)).toContain(IDR_SLICE);
        const next = starts[n + 1];
        if (next !== undefined) expect(starts[n]! + durationOf(segment)).toBe(next);
        const seconds = durationOf(segment) / init.timescale;
        expect(Math.abs(extinf[n]! - seconds)).toBeLessThanOrEqual(1.5 * EXTINF_ROUNDING);
      });
    }
  });

  it('6: it covers the video, in complete VOD of I-frames alone with a map, and no higher version than that needs', () => {
    for (const iFrames of played().iFrames) {
      const video = presentationOf(played().renditions.find(({ kind }) => kind === 'video')!);
      const { start, end } = presentationOf(iFrames);
      expect([start, end]).toEqual([expect.closeTo(video.start, 9), expect.closeTo(video.end, 9)]);
      const { playlist, targetDuration, extinf } = iFrames;
      expect(tagsNamed(playlist, 'EXT-X-I-FRAMES-ONLY')).toHaveLength(1);
      expect(tagValue(playlist, 'EXT-X-PLAYLIST-TYPE')).toBe('VOD');
      expect(tagValue(playlist, 'EXT-X-VERSION')).toBe('5');
      expect(Math.max(...extinf.map(Math.round))).toBe(targetDuration);
    }
  });

  it('6: no bandwidth is below what was measured, and when all frames are produced none is 10% above it', () => {
    for (const [manifests, tolerance] of [
      [played().before, Number.POSITIVE_INFINITY],
      [played().after, CORRECTED_TOLERANCE],
    ] as const) {
      for (const [n, iFrames] of played().iFrames.entries()) {
        const measured = measuredRate(iFrames);
        for (const [declared, actual] of declaredRates(manifests, n, measured)) {
          expect(declared).toBeGreaterThanOrEqual(actual);
          expect(declared).toBeLessThanOrEqual(tolerance * actual);
        }
      }
    }
  });

  it('15: the trick mode set is of the video, has no dependent frames, and the same frames as the I-frame playlist', () => {
    for (const [n, set] of trickModeSets(played().before.mpd).entries()) {
      const iFrames = played().iFrames[n]!;
      const [video] = adaptationSets(played().before.mpd).filter(
        (each) => each.get('contentType') === 'video',
      );
      expect(set.only('EssentialProperty').get('value')).toBe(video!.get('id'));
      expect(set.get('codingDependency')).toBe('false');
      expect(set.number('maxPlayoutRate')).toBeGreaterThan(1);
      expect(timelineOf(set).map(({ start, duration }) => ({ start, duration }))).toEqual(
        iFrames.segments.map((segment) => ({
          start: earliestPresentationTime(segment, iFrames),
          duration: durationOf(segment),
        })),
      );
      const { key, init } = iFrames;
      const representation = set.only('Representation');
      expect(set.only('SegmentTemplate').number('timescale')).toBe(init.timescale);
      expect(keyOf(mediaUrl(representation, played()))).toBe(key);
      expect(representation.get('codecs')).toBe(init.codecs);
      expect([representation.number('width'), representation.number('height')]).toEqual(init.video?.size);
    }
  });
}

function mediaUrl(representation: MpdElement, { before }: PlayedMaster): string {
  return new URL(representation.only('SegmentTemplate').get('media'), before.mpdUrl).href;
}

/** Each declared bandwidth with what was measured of it. */
function declaredRates(
  { hls, mpd }: Manifests,
  n: number,
  { peak, average }: { readonly peak: number; readonly average: number },
): readonly (readonly [declared: number, actual: number])[] {
  const attributes = attributesOf(tagsNamed(hls, 'EXT-X-I-FRAME-STREAM-INF')[n]!);
  return [
    [Number(attributes.get('BANDWIDTH')), peak],
    [Number(attributes.get('AVERAGE-BANDWIDTH')), average],
    [trickModeSets(mpd)[n]!.only('Representation').number('bandwidth'), peak],
  ];
}
