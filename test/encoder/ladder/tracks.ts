/** Tracks as in an index; tests set the properties a ladder depends on. */
import type { AudioTrack, SampleTable, VideoTrack } from '../../../src/tracks/track.js';

const NO_SAMPLES: SampleTable = {
  count: 0,
  offsets: new Float64Array(),
  sizes: new Uint32Array(),
  times: new Float64Array(),
  sync: new Uint8Array(),
};

export interface VideoOptions extends Partial<VideoTrack> {
  /** Frames per second of a track of `seconds`. */
  readonly rate?: number;
  readonly seconds?: number;
}

/** By default 1080p at 25 frames a second, ten seconds long. */
export function videoTrack({ rate = 25, seconds = 10, ...options }: VideoOptions = {}): VideoTrack {
  const timescale = options.timescale ?? 90_000;
  const count = Math.max(1, Math.round(rate * seconds));
  return {
    kind: 'video',
    id: 0,
    file: 0,
    codec: 'h264',
    timescale,
    start: 0,
    end: Math.max(1, Math.round((count / rate) * timescale)),
    samples: NO_SAMPLES,
    sampleDescription: new Uint8Array(),
    quickTime: false,
    width: 1920,
    height: 1080,
    pixelAspectRatio: { horizontal: 1, vertical: 1 },
    orientation: { mirrored: false, rotation: 0 },
    colour: { primaries: 1, transfer: 1, matrix: 1, fullRange: false },
    pixelFormat: 'yuv420p',
    bitDepth: 8,
    interlaced: false,
    orderUnknown: false,
    longestFrame: Math.round(timescale / rate),
    frames: new Uint32Array(count),
    ...options,
  };
}

/** By default stereo at 48 kHz in an unknown language. */
export function audioTrack(options: Partial<AudioTrack> = {}): AudioTrack {
  return {
    kind: 'audio',
    id: 1,
    file: 0,
    codec: 'aac',
    timescale: 48_000,
    start: 0,
    end: 480_000,
    samples: NO_SAMPLES,
    sampleDescription: new Uint8Array(),
    quickTime: false,
    sampleRate: 48_000,
    framesPerSample: 1,
    channels: 2,
    language: 'und',
    name: '',
    enabled: true,
    ...options,
  };
}
