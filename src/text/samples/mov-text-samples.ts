/**
 * From cues to samples of `tx3g` (3GPP TS 26.245 5.17): one after the other, since such a track shows one at a time. Where cues overlap, a
 * sample has the text of all of them; where none is shown, a sample is empty.
 */
import type { Cue } from '../cue.js';
import { type TextProblem, textProblem } from '../problems.js';
import type { TextDocument } from '../read-text.js';
import { EMPTY_SAMPLE, movTextSample } from './write-mov-text.js';

/** Samples without a gap from 0 to the end of a track. */
export interface MovTextSamples {
  /** In milliseconds, each at least 1. */
  readonly durations: Uint32Array;
  readonly sizes: Uint32Array;
  readonly bytes: Uint8Array;
  readonly problems: readonly TextProblem[];
}

/** More cannot be read at once; each counts in every sample that it is shown in. */
const MAX_CUES_AT_ONCE = 16;
/** Of a whole track, which is in memory while it is downloaded: forty hours of dialogue. */
const MAX_BYTES = 4 * 1024 * 1024;

/** @param end of the track in whole milliseconds, at least 1: what is shown later is left out. */
export function movTextSamples({ cues, problems }: TextDocument, end: number): MovTextSamples {
  const samples: { readonly bytes: Uint8Array; readonly duration: number }[] = [];
  let bytesLeft = MAX_BYTES;
  let isReduced = false;
  for (const { start, duration, shown, isCut } of stretches(cues, end)) {
    const sample = shown.length === 0 ? EMPTY_SAMPLE : movTextSample(shown.map(({ payload }) => payload));
    bytesLeft -= sample.byteLength;
    isReduced ||= isCut || bytesLeft < 0;
    samples.push(
      bytesLeft < 0 ? { bytes: EMPTY_SAMPLE, duration: end - start } : { bytes: sample, duration },
    );
    if (bytesLeft < 0) break;
  }
  return {
    durations: Uint32Array.from(samples, ({ duration }) => duration),
    sizes: Uint32Array.from(samples, ({ bytes }) => bytes.byteLength),
    bytes: Uint8Array.from(Buffer.concat(samples.map(({ bytes }) => bytes))),
    problems: isReduced ? [...problems, textProblem('track_cut')] : problems,
  };
}

interface Stretch {
  readonly start: number;
  readonly duration: number;
  /** In the order of their starts. */
  readonly shown: readonly Cue[];
  /** Whether more are shown than are kept. */
  readonly isCut: boolean;
}

/** The stretches of [0, end) in which the same cues are shown. @param cues in the order of their starts. */
function* stretches(cues: readonly Cue[], end: number): Generator<Stretch, void> {
  const times = changes(cues, end);
  let shown: readonly Cue[] = [];
  let next = 0;
  for (let i = 0; i + 1 < times.length; i++) {
    const start = times[i]!;
    const begun: Cue[] = [];
    for (; next < cues.length && cues[next]!.start <= start; next++) begun.push(cues[next]!);
    const all = [...shown, ...begun].filter((cue) => cue.end > start);
    shown = all.slice(0, MAX_CUES_AT_ONCE);
    yield { start, duration: times[i + 1]! - start, shown, isCut: all.length > shown.length };
  }
}

/** When a cue begins or ends, and both ends of the track: ascending, each once. */
function changes(cues: readonly Cue[], end: number): Float64Array {
  const times = new Set([0, end]);
  for (const cue of cues) for (const time of [cue.start, cue.end]) if (time < end) times.add(time);
  return Float64Array.from(times).sort();
}
