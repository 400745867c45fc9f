/** Two tracks, and segments for them whose samples say what they are. */
import { box } from '../../../../src/isobmff/boxes/write-box.js';
import { avc1 } from '../../../../src/isobmff/description/avc1.js';
import { initSegment, mediaSegment, readTrack } from '../../../../src/packager/index.js';

const COLOUR = { primaries: 1, transfer: 1, matrix: 1, fullRange: false };
/** High profile, level 3.1, without parameter sets. */
const AVC = Uint8Array.of(1, 100, 0, 31, 255, 224, 0);

/** 25 frames per second, of which the second is decoded first. */
export const videoInit = initSegment({
  ...{ kind: 'video', timescale: 25, width: 64, height: 36, language: 'und', compositionDelay: 2 },
  sampleEntry: avc1({ width: 64, height: 36, avcC: AVC, colour: COLOUR }),
});

export const videoTrack = () => readTrack(videoInit);

export const audioTrack = () =>
  readTrack(
    initSegment({
      ...{ kind: 'audio', timescale: 48_000, width: 0, height: 0, language: 'pt-BR' },
      sampleEntry: box('mp4a', new Uint8Array(28)),
    }),
  );

/** A segment with a sample of ten ticks for each text; decoding begins at the first. */
export function segment(
  sequenceNumber: number,
  baseMediaDecodeTime: number,
  ...contents: readonly string[]
): Uint8Array {
  return mediaSegment({
    ...{ sequenceNumber, baseMediaDecodeTime },
    samples: contents.map((text, i) => ({
      ...{ size: text.length, duration: 10, compositionOffset: 2, sync: i === 0 },
    })),
    data: contents.map((text) => Buffer.from(text)),
  });
}
