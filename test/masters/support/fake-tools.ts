import type { MediaTools } from '../../../src/masters/indexing/media-tools.js';

const COLOUR = { primaries: 1, transfer: 1, matrix: 1, fullRange: false };

/** Returns the same facts for every track, without decoding it. */
export const fakeTools: MediaTools = {
  decodeVideo: async () => ({
    codec: 'h264',
    width: 640,
    height: 360,
    pixelFormat: 'yuv420p',
    colour: COLOUR,
    interlaced: false,
    bidirectional: false,
  }),
  decodeAudio: async () => ({ codec: 'aac', sampleRate: 48_000, channels: 2, samplesPerFrame: 1024 }),
  remux: async () => ({ files: [], ignored: [] }),
};
