/** The chapters of a presentation in HLS. */
import type { Presentation, PresentedChapter } from '../assets/index.js';
import type { SessionData } from '../packager/index.js';

/** DATA-ID of chapters (Apple: Providing JSON Chapters). */
const DATA_ID = 'com.apple.hls.chapters';

/**
 * A URI that holds them itself: they belong to the session's manifest, which is not cached, and to no URL of media. Computed once;
 * lives as long as the asset.
 */
const uris = new WeakMap<readonly PresentedChapter[], string>();

/** Empty where there are none. */
export function chapterData({ chapters }: Pick<Presentation, 'chapters'>): readonly SessionData[] {
  if (chapters.length === 0) return [];
  const uri = uris.get(chapters) ?? dataUri(chapters);
  uris.set(chapters, uri);
  return [{ dataId: DATA_ID, uri }];
}

/** RFC 2397. Times in seconds, to the millisecond. */
function dataUri(chapters: readonly PresentedChapter[]): string {
  const list = chapters.map(({ start, seconds, titles }, n) => ({
    chapter: n + 1,
    'start-time': rounded(start),
    duration: rounded(seconds),
    titles,
  }));
  return `data:application/json;base64,${Buffer.from(JSON.stringify(list)).toString('base64')}`;
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
