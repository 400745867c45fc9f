import fc from 'fast-check';
import type { AudioRendition, Ladder, VideoRendition } from '../../src/encoder/rendition.js';

/** A 16:9 video rendition of this height in pixels. */
export function video(
  height: number,
  maxBitrate: number,
  more: Partial<VideoRendition> = {},
): VideoRendition {
  return {
    kind: 'video',
    id: `v${height}`,
    codec: 'h264',
    codecs: 'avc1.64001f',
    level: 31,
    width: Math.round((height * 16) / 9 / 2) * 2,
    height,
    frameRate: { numerator: 30, denominator: 1 },
    keepEvery: 1,
    timescale: 30_000,
    crf: 23,
    maxBitrate,
    bufferSize: maxBitrate * 2,
    bFrames: 3,
    compositionDelay: 1000,
    colour: { primaries: 1, transfer: 1, matrix: 1, fullRange: false },
    ...more,
  };
}

export function audio(trackId: number, bitrate: number): AudioRendition {
  return {
    kind: 'audio',
    id: `a${trackId}-${bitrate}`,
    codec: 'aac',
    codecs: 'mp4a.40.2',
    trackId,
    channels: 2,
    sampleRate: 48_000,
    bitrate,
    language: 'und',
    name: `Track ${trackId}`,
    default: trackId === 1,
  };
}

/** Six rungs from 240p to 2160p and two audio tracks, each at 64 and 128 kbit/s. */
export const ladder: Ladder = {
  video: [
    video(240, 400_000, { codecs: 'avc1.42c015', level: 21 }),
    video(480, 1_400_000),
    video(720, 3_000_000),
    video(1080, 6_000_000, { codecs: 'avc1.640028', level: 40 }),
    video(1440, 10_000_000, { codecs: 'avc1.640032', level: 50 }),
    video(2160, 18_000_000, { codecs: 'avc1.640033', level: 51 }),
  ],
  audio: [audio(1, 64_000), audio(2, 64_000), audio(1, 128_000), audio(2, 128_000)],
  text: [],
};

/** Playable ladders, in any order. */
export const anyLadder: fc.Arbitrary<Ladder> = fc
  .record({
    video: fc.uniqueArray(
      fc.record({
        height: fc.integer({ min: 90, max: 4320 }),
        maxBitrate: fc.integer({ min: 50_000, max: 40_000_000 }),
        codecs: fc.constantFrom('avc1.42c015', 'avc1.64001f', 'avc1.640033', 'hvc1.1.6.L93.B0'),
        portrait: fc.boolean(),
      }),
      { maxLength: 8, selector: ({ height }) => height },
    ),
    audio: fc.uniqueArray(
      fc.record({
        trackId: fc.integer({ min: 1, max: 3 }),
        bitrate: fc.constantFrom(48_000, 64_000, 128_000),
      }),
      { maxLength: 6, selector: ({ trackId, bitrate }) => `${trackId} ${bitrate}` },
    ),
  })
  .filter((steps) => steps.video.length + steps.audio.length > 0)
  .map((steps) => ({
    video: steps.video.map(({ height, maxBitrate, codecs, portrait }) => {
      const landscape = video(height, maxBitrate, { codecs });
      return portrait ? { ...landscape, width: landscape.height, height: landscape.width } : landscape;
    }),
    audio: steps.audio.map(({ trackId, bitrate }) => audio(trackId, bitrate)),
    text: [],
  }));
