/** The text of a storyboard (WebVTT, with media fragments 4.2.2 as the text of cues). Pure. */
import type { ClipThumbnail, ImageRendition, Thumbnail } from '../../encoder/index.js';
import { writeTimestamp } from '../../text/index.js';

/** @param urlOf the URL of a sheet. */
export function storyboardText(
  thumbnails: readonly Thumbnail[],
  { width, height, grid }: Pick<ImageRendition, 'width' | 'height' | 'grid'>,
  urlOf: (sheet: number) => string,
): string {
  const columns = grid?.columns ?? 1;
  const cues = thumbnails.map(({ sheet, place, start, end }) => {
    const left = width * (place % columns);
    const top = height * Math.floor(place / columns);
    return `${time(start)} --> ${time(end)}\n${urlOf(sheet)}#xywh=${left},${top},${width},${height}\n`;
  });
  return `WEBVTT\n\n${cues.join('\n')}`;
}

/** @param urlOf the URL of a frame. */
export function clipStoryboardText(
  thumbnails: readonly ClipThumbnail[],
  urlOf: (frame: number) => string,
): string {
  const cues = thumbnails.map(
    ({ frame, start, end }) => `${time(start)} --> ${time(end)}\n${urlOf(frame)}\n`,
  );
  return `WEBVTT\n\n${cues.join('\n')}`;
}

/** @param seconds rounded to milliseconds. */
function time(seconds: number): string {
  return writeTimestamp(Math.round(seconds * 1000));
}
