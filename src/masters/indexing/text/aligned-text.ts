import { type Chapter, type TextSamples, type TextTrack, textSamples } from '../../../tracks/index.js';

interface Text {
  readonly text?: readonly TextTrack[];
  readonly chapters?: readonly Chapter[];
}

/** Text and chapters so many milliseconds earlier, in whole milliseconds; without what then is before 0. */
export function alignedText({ text, chapters }: Text, milliseconds: number): Text {
  return {
    ...(text && { text: text.map((track) => ({ ...track, samples: shifted(track.samples, milliseconds) })) }),
    ...(chapters && {
      chapters: chapters
        .map((chapter) => ({ ...chapter, start: Math.max(0, Math.round(chapter.start - milliseconds)) }))
        .sort((a, b) => a.start - b.start),
    }),
  };
}

function shifted(
  { count, offsets, sizes, starts, ends, prefix, packets }: TextSamples,
  milliseconds: number,
): TextSamples {
  const samples = Array.from({ length: count }, (_, i) => ({
    offset: offsets[i]!,
    size: sizes[i]!,
    start: Math.max(0, Math.round(starts[i]! - milliseconds)),
    end: Math.round(ends[i]! - milliseconds),
  }));
  return { ...textSamples(samples), ...(prefix && { prefix }), ...(packets && { packets }) };
}
