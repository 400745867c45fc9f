/** Encodes segments with ffmpeg: the ladder, the arguments, the input, the process. */
export type { EncoderSettings, EncodeTimings } from './encoder.js';
export { GLOBAL_ARGUMENTS } from './ffmpeg/arguments.js';
export { type FfmpegBinary, resolveFfmpeg } from './ffmpeg/binary.js';
export { readCapabilities } from './ffmpeg/capabilities.js';
export { confinementReport } from './ffmpeg/confinement-report.js';
export { runFfmpeg } from './ffmpeg/process.js';
export { ProcessRegistry } from './ffmpeg/registry.js';
export { SpawnHelper } from './ffmpeg/spawning/spawn-helper.js';
export { WarmProcesses } from './ffmpeg/warm-processes.js';
export {
  averageBitrate,
  buildLadder,
  chunkCount,
  peakBitrate,
  segmentOverhead,
  withPassthrough,
} from './ladder/index.js';
export { audioBytes } from './plan/audio-samples.js';
export { segmentSamples } from './plan/segment-samples.js';
export { parameterSetArguments } from './plan/video-arguments.js';
export { type AudioSegmentRequest, encodeAudioSegment } from './produce/audio-segment.js';
export { copyAudioSegment } from './produce/copy-audio-segment.js';
export { copyVideoSegment, sourceParameterSets } from './produce/copy-video-segment.js';
export { audioInit, encodeParameterSets, videoInit } from './produce/init.js';
export type { FramesRequest } from './produce/package-video.js';
export {
  type EncodedSegment,
  encodeVideoSegment,
  type VideoSegmentRequest,
} from './produce/video-segment.js';
export { renditionKey } from './recipe.js';
export { mediaTools } from './remux/media-tools.js';
export type { AudioRendition, Ladder, VideoRendition } from './rendition.js';
