/** Reads the hidden mark of a copy, given the master: where it begins, how it is cropped, and of each segment which variant it is. */
import { segmentPattern } from '../shared/trace/pattern.js';
import { type AssetTraceKeys, keyed } from '../shared/trace/trace-key.js';
import { alignCopy, findInFilm } from './align-copy.js';
import type { FramePair } from './align-picture.js';
import { nearestFrame } from './align-time.js';
import {
  type FrameSource,
  type LumaFrame,
  PER_SECOND,
  readEach,
  segmentsBetween,
  segmentsOf,
} from './luma-frame.js';
import { type PicturePlace, positionsOf } from './picture-place.js';
import { type Evidence, segmentEvidence } from './segment-evidence.js';
import { patternLeft, type SoftBit, softBits } from './soft-bits.js';

export interface ReadCopy {
  /** What is added to a time in the copy to have that in the film, in seconds. */
  readonly offset: number;
  readonly place: PicturePlace;
  readonly evidence: readonly Evidence[];
  /** How much of the pattern is left, as a part of what was added. */
  readonly left: number;
  readonly bits: readonly SoftBit[];
}

const DECOYS = 100;
/** A frame that is farther away in time is another one. In seconds. */
const MAX_APART = 0.06;
/** Why a copy cannot be compared with a film. */
export type Unreadable = 'no frames' | 'another film';

interface ReadOptions {
  readonly keys: AssetTraceKeys;
  /** Receives what is done, and how far it is, from 0 to 1. */
  readonly onProgress?: (step: 'copy' | 'film' | 'segments', done: number) => void;
}

/** @throws what reading frames throws. */
export async function readCopy(
  copy: FrameSource,
  film: FrameSource,
  { keys, onProgress = () => undefined }: ReadOptions,
): Promise<ReadCopy | Unreadable> {
  const frames: LumaFrame[] = [];
  await readEach(copy, segmentsOf(copy), PER_SECOND, (some, segment) => {
    frames.push(...some);
    onProgress('copy', (segment + 1) / copy.segments);
  });
  if (frames.length === 0) return 'no frames';
  const coarse = await findInFilm(frames, film, (done) => onProgress('film', done));
  if (coarse === undefined) return 'another film';
  const aligned = await alignCopy(frames, film, coarse);
  if (!aligned) return 'another film';
  const { offset, place } = aligned;
  const positions = positionsOf(place);
  const decoys = decoyPatterns();
  const evidence: Evidence[] = [];
  const segments = segmentsBetween(film, frames[0]!.time + offset, frames.at(-1)!.time + offset);
  await readEach(film, segments, undefined, (some, segment) => {
    const pairs = pairsOf(frames, some, offset);
    const patterns = { pattern: segmentPattern(keys.patterns, segment), decoys };
    const found = segmentEvidence(segment, pairs, positions, patterns);
    if (found) evidence.push(found);
    onProgress('segments', (segment + 1 - segments[0]!) / segments.length);
  });
  const left = patternLeft(evidence);
  return { offset, place, evidence, left, bits: softBits(evidence, left) };
}

/** The frames of the copy that lie within a segment of the film, each with the frame of it at that time. */
function pairsOf(
  frames: readonly LumaFrame[],
  master: readonly LumaFrame[],
  offset: number,
): readonly FramePair[] {
  if (master.length === 0) return [];
  return frames.flatMap((copy) => {
    const nearest = master[nearestFrame(master, copy.time + offset)]!;
    return Math.abs(nearest.time - copy.time - offset) <= MAX_APART ? [{ copy, master: nearest }] : [];
  });
}

function decoyPatterns() {
  const key = keyed('decoys', 'of no installation').toString('hex');
  return Array.from({ length: DECOYS }, (_, i) => segmentPattern(key, i));
}
