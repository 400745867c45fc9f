/** The ways to encode the pictures of a master. */
import type { VideoTrack } from '../../masters/index.js';
import type { VideoRendition } from '../rendition.js';
import {
  type FrameRate,
  framesPerSecond,
  halfRate,
  isHighFrameRate,
  nominalFrameRate,
} from './frame-rate.js';
import { h264Codecs, h264Level } from './h264-level.js';
import { outputColour } from './output-colour.js';
import { rateControl } from './rate-control.js';
import { rungSizes } from './rungs.js';
import { displaySize, type Size, shorterSide } from './size.js';

/** From this shorter side on, motion is worth more than 30 frames a second. */
const SMOOTH_SHORTER_SIDE = 720;

/** A composition delay that nobody notices at the start of playback. */
export const LONGEST_DELAY_SECONDS = 0.25;

/** Frame rates above 60 shall not be used (Apple's HLS authoring specification, item 1.15). */
const FASTEST = 61;

/** The rungs of a track, the smallest first. */
export function videoRenditions(track: VideoTrack): readonly VideoRendition[] {
  const masterRate = nominalFrameRate(track);
  return rungSizes(displaySize(track)).map((size) => videoRendition(track, size, masterRate));
}

function videoRendition(track: VideoTrack, size: Size, masterRate: FrameRate): VideoRendition {
  const keepEvery = isHalved(size, masterRate) ? 2 : 1;
  const frameRate = keepEvery === 2 ? halfRate(masterRate) : masterRate;
  const control = rateControl(size, frameRate, (track.end - track.start) / track.timescale);
  const level = h264Level({ size, frameRate, ...control });
  return {
    kind: 'video',
    id: `v${shorterSide(size)}`,
    codec: 'h264',
    codecs: h264Codecs(level),
    level,
    ...size,
    frameRate,
    keepEvery,
    timescale: track.timescale,
    ...reordering(track, keepEvery),
    ...control,
    colour: outputColour(track),
  };
}

/**
 * B-frames where frames come regularly. Their composition delay is the longest frame, and players would have to wait
 * for seconds where a screen recording stands still.
 */
function reordering(
  track: VideoTrack,
  keepEvery: number,
): Pick<VideoRendition, 'bFrames' | 'compositionDelay'> {
  const compositionDelay = track.longestFrame * keepEvery;
  return compositionDelay <= LONGEST_DELAY_SECONDS * track.timescale
    ? { bFrames: 3, compositionDelay }
    : { bFrames: 0, compositionDelay: 0 };
}

function isHalved(size: Size, masterRate: FrameRate): boolean {
  if (framesPerSecond(masterRate) > FASTEST) return true;
  return shorterSide(size) < SMOOTH_SHORTER_SIDE && isHighFrameRate(masterRate);
}
