/** Where the master's own AAC frames are on the grid of frames that segments of sound are cut by. Pure. */
import { AAC_FRAME_SAMPLES, type AudioTrack, audioFramesOf, type SegmentMap } from '../../masters/index.js';

/** A run of samples that each hold one frame of the grid. */
export interface SourceFrames {
  /** The frame of the grid that the first of them is. */
  readonly firstFrame: number;
  readonly firstSample: number;
  readonly count: number;
}

/**
 * A frame without sound for both channels: a channel pair element with a common window and no spectral data
 * (ISO/IEC 14496-3 4.4.2.1), then the end.
 */
export const SILENT_FRAME: Uint8Array = Uint8Array.of(0x21, 0, 0x49, 0x90, 0x02, 0x19, 0, 0x23, 0x80);

/** In frames; times of a container with few ticks to the second are not on the grid. */
const ROUNDING = 0.001;

const known = new WeakMap<AudioTrack, SourceFrames | 'none'>();

/**
 * The samples that are presented, where each is exactly one frame of the grid and they follow each other without a hole;
 * else undefined. What an edit hides may come before them, as an encoder's priming does, but not after.
 */
export function sourceFrames(track: AudioTrack): SourceFrames | undefined {
  const own = known.get(track) ?? findSourceFrames(track) ?? 'none';
  known.set(track, own);
  return own === 'none' ? undefined : own;
}

function findSourceFrames(track: AudioTrack): SourceFrames | undefined {
  const { times, count } = track.samples;
  const ticks = (AAC_FRAME_SAMPLES * track.timescale) / track.sampleRate;
  const firstSample = times.findIndex((time) => time >= track.start - ROUNDING * ticks);
  if (firstSample === -1) return undefined;
  const firstFrame = Math.round(times[firstSample]! / ticks);
  const isShownWhole = Math.abs(track.start / ticks - firstFrame) <= ROUNDING;
  if (!isShownWhole || times[count - 1]! >= track.end) return undefined;
  for (let sample = firstSample; sample < count; sample++) {
    const place = times[sample]! / ticks - firstFrame;
    if (Math.abs(place - (sample - firstSample)) > ROUNDING) return undefined;
  }
  return { firstFrame, firstSample, count: count - firstSample };
}

/**
 * The samples [first, end) of the frames [firstFrame, endFrame) of the grid, as far as the track has them, and how many
 * frames are silent before and after them.
 */
export function samplesOfFrames(own: SourceFrames, firstFrame: number, endFrame: number) {
  const clamp = (frame: number) => Math.min(Math.max(frame - own.firstFrame, 0), own.count);
  const [from, to] = [clamp(firstFrame), clamp(endFrame)];
  const silentBefore = from === to ? endFrame - firstFrame : Math.max(0, own.firstFrame - firstFrame);
  return {
    first: own.firstSample + from,
    end: own.firstSample + to,
    silentBefore,
    silentAfter: endFrame - firstFrame - silentBefore - (to - from),
  };
}

/** How many bytes the sound of a segment has that is passed through, and how many frames. */
export function audioBytes(track: AudioTrack, map: SegmentMap, segment: number) {
  const own = sourceFrames(track);
  if (!own) return undefined;
  const [firstFrame, endFrame] = audioFramesOf(map, track.sampleRate, segment);
  const { first, end, silentBefore, silentAfter } = samplesOfFrames(own, firstFrame, endFrame);
  const sizes = track.samples.sizes.subarray(first, end);
  const silence = (silentBefore + silentAfter) * SILENT_FRAME.byteLength;
  return { bytes: sizes.reduce((sum, size) => sum + size, silence), frames: endFrame - firstFrame };
}
