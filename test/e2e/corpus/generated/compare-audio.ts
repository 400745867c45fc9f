/** Compares served audio with what is expected, at several places. */
import { type AudioOffset, audioOffsets } from '../reference/audio-offsets.js';
import { AUDIBLE, type ExpectedAudio } from './expectation.js';
import type { ServedAudio } from './served.js';

export interface ComparedAudio {
  /** Largest shift, in seconds; 0 without audio. */
  readonly worstShiftSeconds: number;
  /** One sentence per fault; empty if there is none. */
  readonly faults: readonly string[];
}

const SHIFT_TOLERANCE_SECONDS = 0.005;
/** Correlation below which it is other audio, or disturbed. */
const LEAST_LIKENESS = 0.7;
/** Left out of the comparison at both ends of the audio, where decoders begin and encoders pad, in seconds. */
const MARGIN_SECONDS = 0.05;

/** @param anchor what is added to an expected time to get the served one, in seconds */
export function compareAudio(
  expected: ExpectedAudio | undefined,
  served: ServedAudio | undefined,
  anchor: number,
): ComparedAudio {
  if (!expected && !served) return { worstShiftSeconds: 0, faults: [] };
  if (!expected || !served) return { worstShiftSeconds: 0, faults: ['only one of the two has audio'] };
  const offsets = offsetsOf(expected, served, anchor);
  const worstShiftSeconds = Math.max(0, ...offsets.map((offset) => Math.abs(offset?.seconds ?? 0)));
  return { worstShiftSeconds, faults: offsets.flatMap(faultsOfOffset) };
}

/**
 * As `compareAudio` for audio without video, which has nothing to be in sync with: how much of an encoder's delay, or of frames that
 * cannot be decoded, comes first does not matter, as long as it is the same throughout.
 */
export function compareAudioAlone(
  expected: ExpectedAudio | undefined,
  served: ServedAudio | undefined,
): ComparedAudio {
  if (!expected || !served) return compareAudio(expected, served, 0);
  const anchor = audibleFrom(served) - expected.start;
  const seconds = offsetsOf(expected, served, anchor).map((offset) => offset?.seconds ?? 0);
  const median = seconds.sort((a, b) => a - b)[Math.floor(seconds.length / 2)]!;
  return compareAudio(expected, served, anchor + median);
}

/** In seconds. */
function audibleFrom({ samples, sampleRate }: ServedAudio): number {
  const first = samples.findIndex((value) => Math.abs(value) > AUDIBLE);
  return Math.max(0, Math.floor(first / 2)) / sampleRate;
}

function offsetsOf(
  expected: ExpectedAudio,
  { samples, sampleRate }: ServedAudio,
  anchor: number,
): (AudioOffset | undefined)[] {
  const start = Math.max(0, Math.round((expected.start + anchor) * sampleRate));
  const end = Math.round((expected.end + anchor) * sampleRate);
  const reference = new Float32Array(2 * end);
  for (let i = start; i < end; i++) {
    reference[2 * i] = expected.at(i / sampleRate - anchor);
    reference[2 * i + 1] = reference[2 * i]!;
  }
  const margin = MARGIN_SECONDS * sampleRate;
  return audioOffsets(reference, samples, sampleRate, [start + margin, end - margin]);
}

function faultsOfOffset(offset: AudioOffset | undefined, place: number): string[] {
  if (!offset) return [];
  const where = `the audio at place ${place + 1}`;
  const { seconds, likeness } = offset;
  if (likeness < LEAST_LIKENESS) return [`${where} is not the master's (likeness ${likeness.toFixed(2)})`];
  return Math.abs(seconds) > SHIFT_TOLERANCE_SECONDS ? [`${where} is ${seconds.toFixed(4)} s late`] : [];
}
