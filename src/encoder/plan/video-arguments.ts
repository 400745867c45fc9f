/** From a video rendition to ffmpeg's command line. Pure. */
import type { VideoTrack } from '../../tracks/index.js';
import { videoCodecOf, videoCodecs } from '../codecs/index.js';
import { feedFormat } from '../feed/feed.js';
import { GLOBAL_ARGUMENTS, pipeInputArguments } from '../ffmpeg/arguments.js';
import type { VideoRendition } from '../rendition.js';
import { bitmapInputArguments } from './burn-filters.js';
import { imageInputArguments } from './mark-image-filters.js';
import { patternInputArguments } from './pattern-filters.js';
import { type Drawing, outputFilters, reconfiguresItself, videoFilters } from './video-filters.js';

const DECODER_THREADS = 2;
/** Keeps the muxer from moving the first frame to 0, so that output times can be checked against input times. */
const ABSOLUTE_TIMES = 'empty_moov+default_base_moof+negative_cts_offsets+frag_discont';

/** The file descriptors of a command's outputs, in order. */
function outputPipes(count: number): readonly number[] {
  // 0 is the feed and 2 the standard error.
  return Array.from({ length: count }, (_, output) => (output === 0 ? 1 : 2 + output));
}

/**
 * The command line that encodes chunks fed on standard input, each with its own encoder and output. Apart from the track and
 * the rendition it depends on the number of chunks alone.
 * @param chunks from 1 to MAX_CHUNKS; where something is drawn or added 1.
 */
export function videoArguments(
  track: VideoTrack,
  rendition: VideoRendition,
  chunks: number,
  drawing: Drawing = {},
): string[] {
  const { pattern, images } = drawing;
  const filters = videoFilters(track, rendition, chunks, drawing);
  const bitmaps = drawing.drawn?.find(({ canvas }) => canvas !== undefined);
  return [
    ...inputArguments(track),
    ...(bitmaps ? bitmapInputArguments(bitmaps) : []),
    ...(images?.list ?? []).flatMap(imageInputArguments),
    ...(pattern === undefined ? [] : patternInputArguments(pattern, rendition)),
    ...['-filter_complex_threads', '1', '-filter_complex', filters],
    ...outputPipes(chunks).flatMap((pipe, chunk) => [
      ...['-map', `[chunk${chunk}]`, ...keyframeArguments(track)],
      ...encoderArguments(rendition, `pipe:${pipe}`),
    ]),
  ];
}

/** The beginning of a command line that decodes a feed of the track: all up to the outputs. */
export function inputArguments(track: VideoTrack): string[] {
  return [
    ...GLOBAL_ARGUMENTS,
    // Frames in which the decoder concealed something are reported as warnings, and so told from errors.
    ...['-loglevel', 'level+warning', '-copyts'],
    // The first sample is enough to identify the track; ffmpeg need not analyse further.
    ...['-analyzeduration', '0', '-noautorotate', '-threads', String(DECODER_THREADS)],
    ...(videoCodecOf(track)?.decoderArguments ?? []),
    ...(reconfiguresItself(track) ? ['-reinit_filter', '0'] : []),
    ...pipeInputArguments(feedFormat(track)),
  ];
}

/** The command line that encodes one black frame with the settings of each rendition, to obtain their parameter sets. */
export function parameterSetArguments(renditions: readonly VideoRendition[]): string[] {
  const pipes = outputPipes(renditions.length);
  const frames = renditions.map(
    ({ width, height, timescale }) => `color=c=black:s=${width}x${height}:r=1,settb=1/${timescale}`,
  );
  return [
    ...GLOBAL_ARGUMENTS,
    ...frames.flatMap((frame) => ['-f', 'lavfi', '-i', frame]),
    ...['-filter_threads', '1'],
    ...renditions.flatMap((rendition, i) => [
      ...['-map', `${i}:v:0`, '-frames:v', '1', '-vf', outputFilters(rendition).join(',')],
      ...encoderArguments(rendition, `pipe:${pipes[i]}`),
    ]),
  ];
}

/**
 * Where the frames' order is unknown, the whole segment is one chunk; then the encoder places further keyframes by its own
 * clock.
 */
function keyframeArguments({ orderUnknown }: VideoTrack): string[] {
  return orderUnknown ? ['-force_key_frames', 'expr:gte(t,n_forced*2-0.0001)'] : [];
}

function encoderArguments(rendition: VideoRendition, output: string): string[] {
  const { codec, timescale } = rendition;
  return [
    ...['-fps_mode', 'passthrough', '-enc_time_base', `1:${timescale}`],
    ...videoCodecs[codec].arguments(rendition),
    ...['-video_track_timescale', String(timescale), '-f', 'mp4', '-movflags', ABSOLUTE_TIMES, output],
  ];
}
