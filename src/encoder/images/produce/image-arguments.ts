/** From an image rendition to ffmpeg's command line. Pure. */
import type { VideoTrack } from '../../../tracks/index.js';
import { FEED_START_SECONDS, PARKING_SECONDS } from '../../feed/feed-plan.js';
import { PIPE_OUTPUT } from '../../ffmpeg/arguments.js';
import { deinterlacing } from '../../plan/video-filters.js';
import type { ImageRendition } from '../../rendition.js';
import { animatedEncoding, stillEncoding } from '../formats/formats.js';
import type { RawForm } from '../formats/image-encoding.js';
import {
  type Drawing,
  drawingFilters,
  ONCE_EACH,
  pictureFilters,
  pictureInputs,
  type Size,
} from './picture-filters.js';

/** Frames are further apart, and times in seconds are rounded by less. */
const SAME_TIME_SECONDS = 0.000001;

/**
 * The command line that makes an image of the frame at FEED_START_SECONDS of a feed.
 * @param isLossy if that frame is lost, the next one is taken.
 */
export function frameArguments(
  track: VideoTrack,
  rendition: ImageRendition,
  isLossy: boolean,
  drawing?: Drawing,
): string[] {
  const { form } = stillEncoding(rendition.format);
  const filters = [
    ...[...deinterlacing(track), isLossy ? NOT_BEFORE_START : AT_START],
    ...pictureFilters(track, rendition, form),
  ];
  const graph = filters.join(',') + drawingFilters(track, form, drawing);
  return [...pictureInputs(track, drawing), ...filtered(graph), ...oneImage(rendition.format)];
}

/**
 * The command line that decodes a feed of sync samples to raw thumbnails of a size, in a form; as fields woven together where they are
 * interlaced, which no one sees at the size of thumbnails, no more than what the loop filter does.
 */
export function rawThumbnailsArguments(
  track: VideoTrack,
  size: Size,
  form: RawForm,
  drawing?: Drawing,
): string[] {
  const filters = [ONCE_EACH, ...pictureFilters(track, size, form)].join(',');
  return [
    ...['-skip_loop_filter', 'all', ...pictureInputs(track, drawing)],
    ...filtered(filters + drawingFilters(track, form, drawing)),
    ...['-fps_mode', 'passthrough', '-f', 'rawvideo', PIPE_OUTPUT],
  ];
}

/** @param filters a chain from the only stream of the first input. */
export function filtered(filters: string): string[] {
  return [
    ...['-filter_complex_threads', '1', '-filter_complex', `[0:v:0]${filters}[image]`],
    ...['-map', '[image]'],
  ];
}

/** The end of a command line whose output is one image. */
export function oneImage(format: ImageRendition['format']): string[] {
  const { arguments: encoder } = stillEncoding(format);
  return [
    ...['-frames:v', '1', '-fps_mode', 'passthrough', '-flags:v', '+bitexact', ...encoder, PIPE_OUTPUT],
  ];
}

/** How fast a preview moves, in frames a second. */
const PREVIEW_RATE = 8;

/** The command line that makes an image in motion of as many seconds of a feed. */
export function previewArguments(
  track: VideoTrack,
  rendition: ImageRendition,
  seconds: number,
  drawing?: Drawing,
): string[] {
  const { form, filters, arguments: encoder } = animatedEncoding(rendition.format);
  const frames = Math.max(1, Math.round(seconds * PREVIEW_RATE));
  const played = [...deinterlacing(track), NOT_BEFORE_START, ONCE_EACH];
  // Each frame is the last that began by its time. After the last one `fps` would repeat that up to the parked ones.
  const paced = [`fps=${PREVIEW_RATE}:round=up`, `trim=end_frame=${frames}`];
  const small = pictureFilters(track, rendition, form);
  const end = ['setpts=PTS-STARTPTS', ...filters];
  // A logo and marks are drawn at the times that frames have before they are paced.
  const drawn = [...played, ...small].join(',') + drawingFilters(track, form, drawing);
  const graph = drawing ? [drawn, ...paced, ...end] : [...played, ...paced, ...small, ...end];
  return [
    ...[...pictureInputs(track, drawing), ...filtered(graph.join(',')), '-fps_mode', 'passthrough'],
    ...['-flags:v', '+bitexact', ...encoder, PIPE_OUTPUT],
  ];
}

const AT_START = `select=lt(abs(t-${FEED_START_SECONDS})\\,${SAME_TIME_SECONDS})`;
const NOT_BEFORE_START = `trim=start=${FEED_START_SECONDS}:end=${FEED_START_SECONDS + PARKING_SECONDS}`;
