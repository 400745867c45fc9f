/** The renditions an asset can be played in, derived from its master's tracks. */

export { averageBitrate, chunkBits, peakBitrate, segmentOverhead } from './advertised-bitrate.js';
export { buildLadder, type LadderSource } from './build-ladder.js';
export { chunkCount } from './chunk-count.js';
export { type Dub, withDubs } from './dub-renditions.js';
export { withPassthrough } from './passthrough.js';
export { type PlayableText, textRenditions } from './text-renditions.js';
export { isPassthroughCut } from './video-passthrough.js';
