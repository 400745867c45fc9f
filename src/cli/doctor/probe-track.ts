import type { VideoTrack } from '../../tracks/index.js';

/** A track of one frame, to build a ladder for a trial encode on this machine; its samples are never read. */
export const probeTrack: VideoTrack = {
  kind: 'video',
  id: 0,
  file: 0,
  codec: 'h264',
  timescale: 90_000,
  start: 0,
  end: 3600,
  samples: {
    count: 1,
    offsets: new Float64Array(1),
    sizes: new Uint32Array(1),
    times: new Float64Array(1),
    sync: Uint8Array.of(1),
  },
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
  longestFrame: 0,
  frames: new Uint32Array(1),
};
