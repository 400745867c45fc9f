/** A track of text in a file: `tx3g`, which is MP4's own, and which ffmpeg calls `mov_text`. */
import { languageCode, stsd, type TrackValues, tx3g } from '../../isobmff/index.js';
import type { SegmentSamples } from '../cmaf/fragment.js';

/** Samples of text without gaps, from 0 on. */
export interface TimedText {
  /** In milliseconds. */
  readonly durations: Uint32Array;
  readonly sizes: Uint32Array;
  readonly bytes: Uint8Array;
}

interface TextFacts extends Pick<TrackValues, 'width' | 'height' | 'language'> {
  readonly name: string;
  readonly isForced: boolean;
}

/** Of milliseconds, in which cues have their times. */
const TIMESCALE = 1000;

export function textTrack({ isForced, ...facts }: TextFacts): TrackValues {
  const sampleDescription = stsd(tx3g({ ...facts, isForced }));
  const mediaLanguage = languageCode(facts.language);
  return { ...facts, kind: 'text', timescale: TIMESCALE, mediaLanguage, sampleDescription };
}

/** The samples of all of a text. */
export function textSamples({ durations, sizes }: TimedText): SegmentSamples {
  const samples = Array.from(durations, (duration, i) => ({
    ...{ duration, size: sizes[i]!, compositionOffset: 0, sync: true },
  }));
  return { baseMediaDecodeTime: 0, samples };
}
