/** Where a master is cut, and which renditions it gets. */
import { buildLadder, cadenceOf, type Ladder, withPassthrough } from '../encoder/index.js';
import {
  buildSegmentMap,
  HEAD_SEGMENTS,
  headTracks,
  type MasterIndex,
  openTargetDuration,
  type SegmentMap,
  type SegmentMapOptions,
  settledMap,
} from '../masters/index.js';
import { recordingBegun } from '../tracks/index.js';

/** What decides both. */
export interface CutOptions {
  readonly segmentMap: SegmentMapOptions;
  /** Whether the best renditions may be the master's video and audio, copied without an encode. */
  readonly passthrough: boolean;
}

export interface Cut {
  readonly map: SegmentMap;
  readonly ladder: Ladder;
  /** The video of the ladder with nothing passed through. */
  readonly encodedVideo: Ladder['video'];
}

/** Without video, and without audio, the map is in ticks of this. */
const USUAL_SAMPLE_RATE = 48_000;

/** @throws OnplayError `master_preparing` for a master that grows and has too little to be played yet. */
export function cutMaster(index: MasterIndex, options: CutOptions): Cut {
  if (index.growth) return cutGrown(index, index.growth.isOver, options.segmentMap);
  const encoded = buildLadder(index);
  const sampleRate = encoded.audio[0]?.sampleRate ?? USUAL_SAMPLE_RATE;
  const map = buildSegmentMap(index, sampleRate, options.segmentMap, cadenceOf(encoded));
  const ladder = options.passthrough ? withPassthrough(encoded, index, map) : encoded;
  return { map, ladder, encodedVideo: encoded.video };
}

/**
 * Of a master that was seen to grow. Its renditions follow from its first segments alone, so that they stay the same; whether it
 * could be passed through shows only when all of it is there. It is cut at any frame, since its frame rate is not known before.
 */
function cutGrown(index: MasterIndex, isOver: boolean, options: SegmentMapOptions): Cut {
  const sampleRate = buildLadder(index).audio[0]?.sampleRate ?? USUAL_SAMPLE_RATE;
  const whole = buildSegmentMap(index, sampleRate, options);
  const map = isOver ? whole : settledMap(whole, index, options);
  if (!isOver && map.count < HEAD_SEGMENTS) throw recordingBegun();
  const targetDuration = Math.max(whole.targetDuration, openTargetDuration(options));
  const ladder = buildLadder(headTracks(index, map));
  return { map: { ...map, targetDuration }, ladder, encodedVideo: ladder.video };
}
