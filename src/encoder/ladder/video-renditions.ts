/** The video renditions of a master. */
import type { VideoTrack } from '../../tracks/index.js';
import { videoCodecs } from '../codecs/index.js';
import type { VideoRendition } from '../rendition.js';
import {
  dividedRate,
  type FrameRate,
  framesPerSecond,
  isHighFrameRate,
  nominalFrameRate,
} from './frame-rate.js';
import { outputColour } from './output-colour.js';
import { rateControl } from './rate-control.js';
import { rungSizes } from './rungs.js';
import { displaySize, type Size, shorterSide } from './size.js';

/** The codec that every player plays. */
const CODEC = 'h264';

/** From this shorter side on, a rendition keeps more than 30 frames a second. */
const SMOOTH_SHORTER_SIDE = 720;

/** Longest composition delay that viewers do not notice at the start of playback. */
export const MAX_DELAY_SECONDS = 0.25;

/** Frame rates above 60 must not be used (Apple's HLS authoring specification, item 1.15); with some tolerance. */
const MAX_FRAME_RATE = 61;

/** The renditions of a track, smallest first. */
export function videoRenditions(track: VideoTrack): readonly VideoRendition[] {
  const masterRate = nominalFrameRate(track);
  return rungSizes(displaySize(track)).map((size) => videoRendition(track, size, masterRate));
}

function videoRendition(track: VideoTrack, size: Size, masterRate: FrameRate): VideoRendition {
  const keepEvery = keptFrames(size, masterRate);
  const frameRate = dividedRate(masterRate, keepEvery);
  const control = rateControl(size, { codec: CODEC, frameRate });
  const codec = videoCodecs[CODEC];
  const level = codec.level({ ...size, frameRate, ...control });
  return {
    kind: 'video',
    id: `v${shorterSide(size)}`,
    codec: CODEC,
    codecs: codec.codecsString(level),
    level,
    ...size,
    frameRate,
    keepEvery,
    timescale: track.timescale,
    ...reordering(track, keepEvery),
    ...control,
    colour: outputColour(track),
    ...(track.captions && { captions: true }),
  };
}

/**
 * B-frames only where no frame lasts long: they delay composition by the longest frame, and in a screen recording, where one
 * frame may last for seconds, players would have to wait that long; nor where no two frames follow each other, as in the film
 * of one picture, since a decoder that expects them waits for a second frame before it puts out the first.
 */
function reordering(
  track: VideoTrack,
  keepEvery: number,
): Pick<VideoRendition, 'bFrames' | 'compositionDelay'> {
  const compositionDelay = track.longestFrame * keepEvery;
  return compositionDelay > 0 && compositionDelay <= MAX_DELAY_SECONDS * track.timescale
    ? { bFrames: 3, compositionDelay }
    : { bFrames: 0, compositionDelay: 0 };
}

/** Of how many frames one is kept: as few dropped as the maximum allows, and twice as many where a half is smooth enough. */
function keptFrames(size: Size, masterRate: FrameRate): number {
  const smooth = Math.max(1, Math.ceil(framesPerSecond(masterRate) / MAX_FRAME_RATE));
  const isHalved =
    shorterSide(size) < SMOOTH_SHORTER_SIDE && isHighFrameRate(dividedRate(masterRate, smooth));
  return isHalved ? 2 * smooth : smooth;
}
