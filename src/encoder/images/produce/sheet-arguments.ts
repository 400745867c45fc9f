/** From a sheet to ffmpeg's command line. Pure. */
import type { VideoTrack } from '../../../tracks/index.js';
import { GLOBAL_ARGUMENTS, pipeInputArguments } from '../../ffmpeg/arguments.js';
import type { ImageRendition } from '../../rendition.js';
import { stillEncoding } from '../formats/formats.js';
import { filtered, oneImage } from './image-arguments.js';
import { type Drawing, drawingFilters, ONCE_EACH, pictureFilters, pictureInputs } from './picture-filters.js';

type Grid = NonNullable<ImageRendition['grid']>;

/**
 * The command line that makes a sheet of a feed of sync samples, each at the second of the first of its places; every place up to the last
 * one shows the frame before. (`fps` drops the last frame where the input ends with it, but for `eof_action`.) The second output has a line for each frame that was decoded, the third for each place that was filled.
 * @param places how many are filled.
 */
export function fedSheetArguments(
  track: VideoTrack,
  rendition: ImageRendition,
  {
    grid,
    places,
    drawing,
  }: { readonly grid: Grid; readonly places: number; readonly drawing?: Drawing | undefined },
): string[] {
  const { form } = stillEncoding(rendition.format);
  const thumbnails = [ONCE_EACH, ...pictureFilters(track, rendition, form)].join(',');
  const inPlaces = [
    ...['fps=1:eof_action=pass', `tpad=stop=${places}:stop_mode=clone`, `trim=end_frame=${places}`],
    'split[filled][laid]',
  ];
  const graph = [
    `[0:v:0]${thumbnails}${drawingFilters(track, form, drawing)},split[decoded][shown]`,
    `[shown]${inPlaces.join(',')}`,
    `[laid]${AS_RAW},tile=${grid.columns}x${grid.rows}[image]`,
  ];
  const listed = (frames: string, pipe: string) => [
    ...['-map', frames, '-fps_mode', 'passthrough', '-f', 'framecrc', pipe],
  ];
  return [
    ...['-skip_loop_filter', 'all', ...pictureInputs(track, drawing)],
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
    ...[...pipeInputArguments('rawvideo'), ...filtered(`tile=${grid.columns}x${grid.rows}`)],
    ...[...SHEET_TIME, ...oneImage(format)],
  ];
}
