/** Where the master's audio frames are on the grid of frames that audio segments are cut by. Pure. */

import { audioFramesOf, type SegmentMap } from '../../masters/index.js';
import type { AudioTrack } from '../../tracks/index.js';
import { audioCodecOf } from '../codecs/index.js';

/** A run of samples that each hold exactly one frame of the grid. */
interface SourceFrames {
  /** The frame of the grid that the first sample holds. */
  readonly firstFrame: number;
  readonly firstSample: number;
  readonly count: number;
}

/** Tolerance in frames. Times in a container with a coarse timescale fall outside it. */
const ROUNDING = 0.001;

const known = new WeakMap<AudioTrack, SourceFrames | 'none'>();

/**
 * The presented samples, if each is exactly one frame of the grid and they are contiguous; else undefined. Samples hidden by
 * an edit list may come before them, as an encoder's priming does, but not after.
 */
export function sourceFrames(track: AudioTrack): SourceFrames | undefined {
  const frames = known.get(track) ?? findSourceFrames(track) ?? 'none';
  known.set(track, frames);
  return frames === 'none' ? undefined : frames;
}

function findSourceFrames(track: AudioTrack): SourceFrames | undefined {
  const codec = audioCodecOf(track);
  if (!codec || track.pieces) return undefined;
  const { times, count } = track.samples;
  const ticks = (codec.frameSamples * track.timescale) / track.sampleRate;
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
 * The samples [first, end) that hold the frames [firstFrame, endFrame) of the grid, as far as the track has them, and how
 * many silent frames come before and after them.
 */
export function samplesOfFrames(source: SourceFrames, firstFrame: number, endFrame: number) {
  const clamp = (frame: number) => Math.min(Math.max(frame - source.firstFrame, 0), source.count);
  const [from, to] = [clamp(firstFrame), clamp(endFrame)];
  const silentBefore = from === to ? endFrame - firstFrame : Math.max(0, source.firstFrame - firstFrame);
  return {
    first: source.firstSample + from,
    end: source.firstSample + to,
    silentBefore,
    silentAfter: endFrame - firstFrame - silentBefore - (to - from),
  };
}

/**
 * Bytes of audio data and number of frames in a passed-through segment, silent frames included; undefined if the track
 * cannot be passed through.
 */
export function audioBytes(track: AudioTrack, map: SegmentMap, segment: number) {
  const codec = audioCodecOf(track);
  const source = sourceFrames(track);
  if (!codec || !source) return undefined;
  const [firstFrame, endFrame] = audioFramesOf(map, track.sampleRate, segment);
  const { first, end, silentBefore, silentAfter } = samplesOfFrames(source, firstFrame, endFrame);
  const sizes = track.samples.sizes.subarray(first, end);
  const silence = (silentBefore + silentAfter) * codec.silentFrame.byteLength;
  return { bytes: sizes.reduce((sum, size) => sum + size, silence), frames: endFrame - firstFrame };
}
