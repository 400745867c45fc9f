/** From an image rendition to ffmpeg's command line. Pure. */
import type { VideoTrack } from '../../../tracks/index.js';
import { FEED_START_SECONDS, PARKING_SECONDS } from '../../feed/feed-plan.js';
import { GLOBAL_ARGUMENTS, PIPE_OUTPUT, pipeInputArguments } from '../../ffmpeg/arguments.js';
import { placementOf } from '../../ladder/placement.js';
import { isHdr } from '../../plan/colour-names.js';
import { centring, fittedSize, padding } from '../../plan/placement.js';
import { inputArguments } from '../../plan/video-arguments.js';
import {
  deinterlacing,
  exactSize,
  orientationFilters,
  scaling,
  toneMapping,
} from '../../plan/video-filters.js';
import type { ImageRendition } from '../../rendition.js';
import { animatedEncoding, stillEncoding } from '../formats/formats.js';
import type { RawForm } from '../formats/image-encoding.js';

type Grid = NonNullable<ImageRendition['grid']>;
type Size = Pick<ImageRendition, 'width' | 'height'>;

/** Frames are further apart, and times in seconds are rounded by less. */
const SAME_TIME_SECONDS = 0.000001;

/**
 * The command line that makes an image of the frame at FEED_START_SECONDS of a feed.
 * @param isLossy if that frame is lost, the next one is taken.
 */
export function frameArguments(track: VideoTrack, rendition: ImageRendition, isLossy: boolean): string[] {
  const filters = [
    ...deinterlacing(track),
    isLossy ? NOT_BEFORE_START : AT_START,
    ...pictureFilters(track, rendition, stillEncoding(rendition.format).form),
  ];
  return [...inputArguments(track), ...filtered(filters), ...oneImage(rendition.format)];
}

/**
 * The command line that decodes a feed of sync samples to raw thumbnails of a size, in a form; as fields woven together where they are
 * interlaced, which no one sees at the size of thumbnails, no more than what the loop filter does.
 */
export function rawThumbnailsArguments(track: VideoTrack, size: Size, form: RawForm): string[] {
  const filters = [ONCE_EACH, ...pictureFilters(track, size, form)];
  return [
    ...['-skip_loop_filter', 'all', ...inputArguments(track), ...filtered(filters)],
    ...['-fps_mode', 'passthrough', '-f', 'rawvideo', PIPE_OUTPUT],
  ];
}

/**
 * The command line that makes a sheet of a feed of sync samples, each at the second of the first of its places; every place up to the last
 * one shows the frame before. (`fps` drops the last frame where the input ends with it, but for `eof_action`.) The second output has a line for each frame that was decoded, the third for each place that was filled.
 * @param places how many are filled.
 */
export function fedSheetArguments(
  track: VideoTrack,
  rendition: ImageRendition,
  grid: Grid,
  places: number,
): string[] {
  const thumbnails = [ONCE_EACH, ...pictureFilters(track, rendition, stillEncoding(rendition.format).form)];
  const inPlaces = [
    ...['fps=1:eof_action=pass', `tpad=stop=${places}:stop_mode=clone`, `trim=end_frame=${places}`],
    'split[filled][laid]',
  ];
  const graph = [
    `[0:v:0]${thumbnails.join(',')},split[decoded][shown]`,
    `[shown]${inPlaces.join(',')}`,
    `[laid]${AS_RAW},tile=${grid.columns}x${grid.rows}[image]`,
  ];
  const listed = (frames: string, pipe: string) => [
    ...['-map', frames, '-fps_mode', 'passthrough', '-f', 'framecrc', pipe],
  ];
  return [
    ...['-skip_loop_filter', 'all', ...inputArguments(track)],
    ...['-filter_complex_threads', '1', '-filter_complex', graph.join(';')],
    ...['-map', '[image]', ...SHEET_TIME, ...oneImage(rendition.format)],
    ...listed('[decoded]', 'pipe:3'),
    ...listed('[filled]', 'pipe:4'),
  ];
}

/** Frames of a sheet last as long as all of its places, and libaom takes no ticks longer than a second. */
const SHEET_TIME = ['-enc_time_base', '1:1'];

/** As what `sheetArguments` reads, which has no colours but those of its format, and no aspect ratio. */
const AS_RAW = 'setsar=0,setparams=color_primaries=unknown:color_trc=unknown:colorspace=unknown';

/** The command line that makes a sheet of raw thumbnails of its rendition's size and format, row by row. */
export function sheetArguments({ width, height, format }: ImageRendition, grid: Grid): string[] {
  const { pixelFormat } = stillEncoding(format).form;
  return [
    ...GLOBAL_ARGUMENTS,
    ...['-pixel_format', pixelFormat, '-video_size', `${width}x${height}`, '-framerate', '1'],
    ...[...pipeInputArguments('rawvideo'), ...filtered([`tile=${grid.columns}x${grid.rows}`])],
    ...[...SHEET_TIME, ...oneImage(format)],
  ];
}

function filtered(filters: readonly string[]): string[] {
  return [
    ...['-filter_complex_threads', '1', '-filter_complex', `[0:v:0]${filters.join(',')}[image]`],
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

/** Decoders conceal what they miss with frames at times that were there already. */
const ONCE_EACH = 'select=isnan(prev_selected_t)+gt(t\\,prev_selected_t)';

/** How fast a preview moves, in frames a second. */
const PREVIEW_RATE = 8;

/** The command line that makes an image in motion of as many seconds of a feed. */
export function previewArguments(track: VideoTrack, rendition: ImageRendition, seconds: number): string[] {
  const { form, filters, arguments: encoder } = animatedEncoding(rendition.format);
  const frames = Math.max(1, Math.round(seconds * PREVIEW_RATE));
  const moving = [
    // Each frame is the last that began by its time. After the last one `fps` would repeat that up to the parked ones.
    ...[...deinterlacing(track), NOT_BEFORE_START, ONCE_EACH],
    ...[`fps=${PREVIEW_RATE}:round=up`, `trim=end_frame=${frames}`],
    ...[...pictureFilters(track, rendition, form), 'setpts=PTS-STARTPTS', ...filters],
  ];
  return [
    ...[...inputArguments(track), ...filtered(moving), '-fps_mode', 'passthrough'],
    ...['-flags:v', '+bitexact', ...encoder, PIPE_OUTPUT],
  ];
}

const AT_START = `select=lt(abs(t-${FEED_START_SECONDS})\\,${SAME_TIME_SECONDS})`;
const NOT_BEFORE_START = `trim=start=${FEED_START_SECONDS}:end=${FEED_START_SECONDS + PARKING_SECONDS}`;

/** From a decoded frame to a picture of a size and form: upright, HDR as SDR. */
function pictureFilters(track: VideoTrack, whole: Size, { colour, pixelFormat }: RawForm): string[] {
  const place = placementOf(track, whole);
  const size = track.varying ? fittedSize(whole) : exactSize(place);
  const scaled = isHdr(track.colour)
    ? [...toneMapping(track, place), scaling(MAPPED, { colour }, exactSize(place))]
    : [scaling(track, { colour }, size)];
  const padded = track.varying ? [centring(whole)] : padding(place, whole);
  return [
    ...orientationFilters(track.orientation),
    ...scaled,
    `format=${pixelFormat}`,
    ...padded,
    'setsar=1',
  ];
}

/** What tone mapping gives. */
const MAPPED = { colour: { primaries: 1, transfer: 1, matrix: 1, fullRange: false } };
