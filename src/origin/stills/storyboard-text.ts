/** The text of a storyboard (WebVTT, with media fragments 4.2.2 as the text of cues). Pure. */
import type { ImageRendition, Thumbnail } from '../../encoder/index.js';

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

/** `01:02:03.456`, rounded to milliseconds. */
function time(seconds: number): string {
  const total = Math.round(seconds * 1000);
  const [hours, minutes, rest] = [
    Math.floor(total / 3_600_000),
    Math.floor(total / 60_000) % 60,
    total % 60_000,
  ];
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(hours)}:${two(minutes)}:${two(Math.floor(rest / 1000))}.${String(rest % 1000).padStart(3, '0')}`;
}
