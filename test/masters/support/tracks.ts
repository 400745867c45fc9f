/** Tracks of an index, without a file. */
import type { AudioTrack, SampleTable, VideoTrack } from '../../../src/tracks/track.js';

export interface Frame {
  /** Presentation time in ticks. */
  readonly time: number;
  readonly sync: boolean;
}

/** A track of frames in decode order. It ends `lastDuration` ticks after the last frame is presented. */
export function videoTrack(frames: readonly Frame[], timescale: number, lastDuration: number): VideoTrack {
  const order = Uint32Array.from(frames.keys()).sort((a, b) => frames[a]!.time - frames[b]!.time);
  const times = order.map((sample) => frames[sample]!.time);
  const longest = times.reduce((most, time, i) => Math.max(most, time - (times[i - 1] ?? time)), 0);
  return {
    kind: 'video',
    ...base(frames, timescale),
    codec: 'h264',
    start: times[0] ?? 0,
    end: (times.at(-1) ?? 0) + lastDuration,
    width: 640,
    height: 360,
    pixelAspectRatio: { horizontal: 1, vertical: 1 },
    orientation: { mirrored: false, rotation: 0 },
    colour: { primaries: 1, transfer: 1, matrix: 1, fullRange: false },
    pixelFormat: 'yuv420p',
    bitDepth: 8,
    interlaced: false,
    orderUnknown: false,
    longestFrame: longest,
    frames: order,
  };
}

/** Audio of `seconds`, in packets of 1024 samples. */
export function audioTrack(seconds: number, sampleRate = 48_000, start = 0): AudioTrack {
  const first = Math.round(start * sampleRate);
  const packets = Math.ceil((seconds * sampleRate) / 1024);
  const frames = Array.from({ length: packets }, (_, i) => ({ time: first + i * 1024, sync: true }));
  return {
    kind: 'audio',
    ...base(frames, sampleRate),
    codec: 'aac',
    start: first,
    end: first + Math.round(seconds * sampleRate),
    sampleRate,
    framesPerSample: 1,
    channels: 2,
    language: 'und',
    name: '',
    enabled: true,
  };
}

function base(frames: readonly Frame[], timescale: number) {
  const count = frames.length;
  const samples: SampleTable = {
    count,
    offsets: Float64Array.from(frames.keys()).map((i) => 100 * i),
    sizes: new Uint32Array(count).fill(100),
    times: Float64Array.from(frames, ({ time }) => time),
    sync: Uint8Array.from(frames, ({ sync }) => Number(sync)),
  };
  return { id: 0, file: 0, timescale, samples, sampleDescription: new Uint8Array(), quickTime: false };
}
