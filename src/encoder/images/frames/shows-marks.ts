/** Which images show a time at which a mark stands. Pure. */
import type { Mark } from '../../../shared/marks/mark.js';
import { isShownWithin, type MarkTimes } from '../../../shared/marks/mark-times.js';
import { frameTime, type VideoTrack } from '../../../tracks/index.js';
import { PARKING_SECONDS } from '../../feed/feed-plan.js';
import { isLossy } from '../../produce/chunks/encode-chunks.js';
import type { ImagePurpose, ImageRendition, StillRendition } from '../../rendition.js';
import { posterCandidates } from './poster-choice.js';
import { PREVIEW_SECONDS, previewStart } from './preview-start.js';
import { framesOfSheet, sheetGrid } from './storyboard.js';
import { trickFrames } from './trick-frames.js';

/**
 * Whether a mark stands at one of the times that an image may be of. Posters and previews are chosen among frames, of which each counts.
 * @param image its number, below `imageCount`.
 */
export function showsMarks(
  track: VideoTrack,
  rendition: StillRendition,
  image: number,
  marks: readonly Mark[],
): boolean {
  const ranges =
    rendition.purpose === 'trick'
      ? momentsOf(track, [trickFrames(track).frames[image]!])
      : rangesOf[rendition.purpose](track, rendition, image);
  return ranges.some(({ start, end }) => marks.some((mark) => isShownWithin(mark, start, end)));
}

type RangesOf = (track: VideoTrack, rendition: ImageRendition, image: number) => readonly MarkTimes[];

/** In milliseconds of the asset, with their ends. */
const rangesOf: Readonly<Record<ImagePurpose, RangesOf>> = {
  frame: (track, _rendition, image) => decodedAt(track, [image]),
  poster: (track, { trim }) => decodedAt(track, chosenAmong(track, trim)),
  preview: (track, { trim }) => {
    const starts = chosenAmong(track, trim).map((frame) => previewStart(track, frame, trim));
    return lasting(momentsOf(track, starts), PREVIEW_SECONDS);
  },
  sheet: (track, { grid = sheetGrid(track) }, image) => momentsOf(track, framesOfSheet(track, grid, image)),
};

/** As `posterFrame` chooses. */
function chosenAmong(track: VideoTrack, trim: ImageRendition['trim']): readonly number[] {
  const candidates = posterCandidates(track, trim);
  return candidates.length > 0 ? candidates : [trim?.first ?? 0];
}

/** Where a frame is lost, the next one is taken. */
function decodedAt(track: VideoTrack, frames: readonly number[]): readonly MarkTimes[] {
  const moments = momentsOf(track, frames);
  return isLossy(track) ? lasting(moments, PARKING_SECONDS) : moments;
}

function momentsOf(track: VideoTrack, frames: readonly number[]): readonly MarkTimes[] {
  return frames
    .filter((frame) => frame < track.frames.length)
    .map((frame) => {
      const time = (1000 * frameTime(track, frame)) / track.timescale;
      return { start: time, end: time };
    });
}

function lasting(moments: readonly MarkTimes[], seconds: number): readonly MarkTimes[] {
  return moments.map(({ start }) => ({ start, end: start + 1000 * seconds }));
}
