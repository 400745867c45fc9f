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

/** The part of a text from `start` on, in seconds, as long as it says: at its beginning. */
export function cutText({ durations, sizes, bytes }: TimedText, start: number, seconds: number): TimedText {
  const [from, to] = [Math.round(start * TIMESCALE), Math.round((start + seconds) * TIMESCALE)];
  const cut = { durations: [] as number[], sizes: [] as number[] };
  let [time, at, firstByte] = [0, 0, 0];
  for (let i = 0; i < durations.length && time < to; i++) {
    const shown = Math.min(time + durations[i]!, to) - Math.max(time, from);
    time += durations[i]!;
    at += sizes[i]!;
    if (shown <= 0 && cut.sizes.length === 0) {
      firstByte = at;
      continue;
    }
    cut.durations.push(shown);
    cut.sizes.push(sizes[i]!);
  }
  const end = firstByte + cut.sizes.reduce((sum, size) => sum + size, 0);
  return {
    durations: Uint32Array.from(cut.durations),
    sizes: Uint32Array.from(cut.sizes),
    bytes: bytes.subarray(firstByte, end),
  };
}

/** The samples of all of a text. */
export function textSamples({ durations, sizes }: TimedText): SegmentSamples {
  const samples = Array.from(durations, (duration, i) => ({
    ...{ duration, size: sizes[i]!, compositionOffset: 0, sync: true },
  }));
  return { baseMediaDecodeTime: 0, samples };
}
