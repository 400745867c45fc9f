/** Rules 7 to 9: HLS media playlists, compared with the segments they list. */
import { expect, it } from 'vitest';
import { attributesOf, tagsNamed, tagValue } from './manifests.js';
import { durationOf, nalUnitTypes, type Sample, samplesOf } from './media-segment.js';
import { type PlayedMaster, type PlayedRendition, renditionsOf } from './played-master.js';
import { presentationOf } from './presentation.js';

const IDR_SLICE = 5;
/** "About every two seconds" (Apple 1.13), rounded up to a whole frame. */
const KEYFRAME_SECONDS = 2;
/** By how many seconds a segment may exceed the target duration (Apple 7.7). */
const OVER_TARGET = 0.5;
const EXTINF_ROUNDING = 1e-6;

export function mediaPlaylistRules(played: () => PlayedMaster): void {
  it('7: every video segment starts with an IDR picture', () => {
    for (const { segments } of renditionsOf(played(), 'video')) {
      for (const { fragments } of segments) {
        const [first] = samplesOf(fragments);
        expect(first?.sync).toBe(true);
        expect(nalUnitTypes(first!)).toContain(IDR_SLICE);
      }
    }
  });

  it('7: key frames are at most about two seconds apart', () => {
    for (const { segments, init } of renditionsOf(played(), 'video')) {
      const samples = segments.flatMap(({ fragments }) => samplesOf(fragments));
      for (const { seconds, longestFrame } of betweenKeyFrames(samples, init.timescale)) {
        expect(seconds).toBeLessThanOrEqual(KEYFRAME_SECONDS + longestFrame);
      }
    }
  });

  it('7: no rounded segment duration exceeds the target duration, and none by over half a second unrounded', () => {
    for (const { extinf, targetDuration } of played().renditions) {
      expect(targetDuration).toBeGreaterThanOrEqual(1);
      for (const seconds of extinf) {
        expect(Math.round(seconds)).toBeLessThanOrEqual(targetDuration);
        expect(seconds).toBeLessThanOrEqual(targetDuration + OVER_TARGET);
      }
    }
  });

  it('8: any sum of EXTINF is within one frame of the duration of those segments', () => {
    for (const rendition of played().renditions) {
      const errors = cumulativeErrors(rendition);
      expect(Math.max(...errors) - Math.min(...errors)).toBeLessThanOrEqual(shortestFrameSeconds(rendition));
    }
  });

  it('8: each EXTINF is the duration of its segment to the microsecond', () => {
    for (const { extinf, segments, init } of played().renditions) {
      extinf.forEach((seconds, index) => {
        const actual = durationOf(segments[index]!) / init.timescale;
        expect(Math.abs(seconds - actual)).toBeLessThanOrEqual(1.5 * EXTINF_ROUNDING);
      });
    }
  });

  it('9: audio and video have the same target duration, and end together', () => {
    const ends = played().renditions.map((rendition) => presentationOf(rendition).end);
    const longestFrame = Math.max(...played().renditions.map(shortestFrameSeconds));
    expect(new Set(played().renditions.map(({ targetDuration }) => targetDuration)).size).toBe(1);
    expect(Math.max(...ends) - Math.min(...ends)).toBeLessThanOrEqual(longestFrame);
  });

  it('9: every media playlist is complete VOD with a map, and no higher EXT-X-VERSION than it needs', () => {
    for (const { playlist, segments, extinf } of played().renditions) {
      expect(tagValue(playlist, 'EXT-X-PLAYLIST-TYPE')).toBe('VOD');
      expect(tagValue(playlist, 'EXT-X-MEDIA-SEQUENCE')).toBe('0');
      expect(playlist.text.endsWith('#EXT-X-ENDLIST\n')).toBe(true);
      expect(tagsNamed(playlist, 'EXT-X-MAP').map((tag) => attributesOf(tag).get('URI'))).toEqual([
        'init.mp4',
      ]);
      expect(Number(tagValue(playlist, 'EXT-X-VERSION'))).toBeLessThanOrEqual(6);
      expect(segments.length).toBe(extinf.length);
    }
  });
}

/** The spans from each key frame to the next, or to the end. */
function betweenKeyFrames(samples: readonly Sample[], timescale: number) {
  const spans: { seconds: number; longestFrame: number }[] = [];
  for (const { sync, duration } of samples) {
    if (sync || spans.length === 0) spans.push({ seconds: 0, longestFrame: 0 });
    const span = spans.at(-1)!;
    span.seconds += duration / timescale;
    span.longestFrame = Math.max(span.longestFrame, duration / timescale);
  }
  return spans;
}

/** Accumulated EXTINF minus accumulated segment durations after each segment, in seconds. */
function cumulativeErrors({ extinf, segments, init }: PlayedRendition): number[] {
  let error = 0;
  return extinf.map((seconds, index) => {
    error += seconds - durationOf(segments[index]!) / init.timescale;
    return error;
  });
}

function shortestFrameSeconds({ segments, init }: PlayedRendition): number {
  const durations = segments.flatMap(({ fragments }) => samplesOf(fragments).map(({ duration }) => duration));
  return Math.min(...durations) / init.timescale;
}
