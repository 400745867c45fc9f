/** The cues of the documents of a track, of which each sample of an MP4 has one (ISO/IEC 14496-30 5). */
import type { Cue, TimeRange } from '../cue.js';
import { shownCue, type TtmlCue } from './read-ttml.js';

/**
 * Cues whose times are those of the track. A cue of two samples that follow one another is in the documents of both. Some programs count
 * from the beginning of the sample: a document of which nothing is shown within its sample is read so.
 */
export class SampleCues {
  #before: ReadonlySet<string> = new Set();

  /** The cues of a sample that are not of the one before. */
  of(document: readonly TtmlCue[], sample: TimeRange): readonly Cue[] {
    const stated = document.map((cue) => shownCue(cue, sample));
    const isWithin = ({ start, end }: Cue) => start < sample.end && end > sample.start;
    const cues = stated.some(isWithin)
      ? stated
      : document.map((cue) => shownCue(later(cue, sample.start), sample));
    const shown = new Map(cues.filter(isWithin).map((cue) => [JSON.stringify(cue), cue]));
    const before = this.#before;
    this.#before = new Set(shown.keys());
    return [...shown].flatMap(([name, cue]) => (before.has(name) ? [] : [cue]));
  }
}

function later({ start, end, ...cue }: TtmlCue, ms: number): TtmlCue {
  return {
    ...cue,
    ...(start !== undefined && { start: start + ms }),
    ...(end !== undefined && { end: end + ms }),
  };
}
