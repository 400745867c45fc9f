/** The renditions an asset can be played in, from what its master is. */
export { buildLadder, type LadderSource } from './build-ladder.js';
export { averageBitrate, peakBitrate, segmentOverhead } from './declared-bitrate.js';
export { partCount } from './part-count.js';
export { withPassthrough } from './passthrough.js';
