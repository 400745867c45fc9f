/** The chapters of a presentation. */
import type { Chapter } from '../../tracks/index.js';

/** A part of the presentation that has a title. */
export interface PresentedChapter {
  /** In seconds. */
  readonly start: number;
  /** To the next chapter, or to the end, in seconds. */
  readonly seconds: number;
  /** At least one, in several languages; BCP 47, or `und`. */
  readonly titles: readonly { readonly language: string; readonly title: string }[];
}

/**
 * In order, without what lies beyond the end.
 * @param chapters in the order of their starts, those of all languages.
 * @param end of the presentation, in seconds.
 */
export function presentedChapters(chapters: readonly Chapter[], end: number): readonly PresentedChapter[] {
  const titlesAt = new Map<number, PresentedChapter['titles']>();
  for (const { start, language, title } of chapters)
    if (start < end * 1000) titlesAt.set(start, [...(titlesAt.get(start) ?? []), { language, title }]);
  const starts = [...titlesAt.keys()].map((start) => start / 1000);
  return [...titlesAt.values()].map((titles, n) => {
    const start = starts[n]!;
    return { start, seconds: (starts[n + 1] ?? end) - start, titles };
  });
}
