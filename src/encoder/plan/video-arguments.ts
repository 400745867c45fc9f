/** From a video rendition to ffmpeg's command line. Pure. */
import type { VideoTrack } from '../../masters/index.js';
import { GLOBAL_ARGUMENTS, PIPE_INPUT_ARGUMENTS } from '../ffmpeg/arguments.js';
import type { VideoRendition } from '../rendition.js';
import { outputFilters, videoFilters } from './video-filters.js';

/**
 * With more threads x264's rate cap depends on how far the other threads happen to be, so that no two encodes give the same
 * bytes; slices do not help. The machine's other processors encode other segments.
 */
const ENCODER_THREADS = 1;
const DECODER_THREADS = 2;
/** Keeps the muxer from moving the first frame to 0, so that output times can be checked against input times. */
const ABSOLUTE_TIMES = 'empty_moov+default_base_moof+negative_cts_offsets+frag_discont';

/** The file descriptors of a command's outputs, in order. */
export function outputPipes(count: number): readonly number[] {
  // 0 is the feed and 2 the standard error.
  return Array.from({ length: count }, (_, output) => (output === 0 ? 1 : 2 + output));
}

/**
 * The command line that encodes chunks fed on standard input, each with its own encoder and output. Apart from the track and
 * the rendition it depends on the number of chunks alone.
 * @param chunks from 1 to MAX_CHUNKS.
 */
export function videoArguments(track: VideoTrack, rendition: VideoRendition, chunks: number): string[] {
  return [
    ...GLOBAL_ARGUMENTS,
    '-copyts',
    // The first sample is enough to identify the track; ffmpeg need not analyse further.
    ...['-analyzeduration', '0', '-noautorotate', '-threads', String(DECODER_THREADS)],
    ...reorderingArguments(track),
    ...PIPE_INPUT_ARGUMENTS,
    ...['-filter_complex_threads', '1', '-filter_complex', videoFilters(track, rendition, chunks)],
    ...outputPipes(chunks).flatMap((pipe, chunk) => [
      ...['-map', `[chunk${chunk}]`, ...keyframeArguments(track)],
      ...encoderArguments(rendition, `pipe:${pipe}`),
    ]),
  ];
}

/**
 * H.264 streams need not signal their reorder depth. The decoder's guess may output frames too early; in strict mode it
 * assumes the most that the level allows.
 */
function reorderingArguments({ codec }: VideoTrack): string[] {
  return codec === 'h264' ? ['-strict', '1'] : [];
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
  return [
    ...['-fps_mode', 'passthrough', '-enc_time_base', `1:${rendition.timescale}`],
    ...[
      '-c:v',
      'libx264',
      '-preset',
      'veryfast',
      '-profile:v',
      'high',
      '-level:v',
      String(rendition.level / 10),
    ],
    ...['-crf', String(rendition.crf)],
    ...['-maxrate', String(rendition.maxBitrate), '-bufsize', String(rendition.bufferSize)],
    ...['-threads', String(ENCODER_THREADS), '-forced-idr', '1', '-x264-params', x264Parameters(rendition)],
    // Removes SEI: x264's version and settings, which no decoder needs.
    ...['-bsf:v', 'filter_units=remove_types=6', '-video_track_timescale', String(rendition.timescale)],
    ...['-f', 'mp4', '-movflags', ABSOLUTE_TIMES, output],
  ];
}

/** Sets everything that affects the parameter sets, so that they do not depend on a segment's content. */
function x264Parameters({ frameRate, bFrames }: VideoRendition): string {
  return [
    `fps=${frameRate.numerator}/${frameRate.denominator}`,
    ...[
      'stitchable=1',
      'open-gop=0',
      'keyint=250',
      'min-keyint=25',
      'ref=3',
      `bframes=${bFrames}`,
      'b-pyramid=none',
    ],
    ...['weightp=1', '8x8dct=1', 'cabac=1', 'chromaloc=0'],
    // Lets a player decode a segment even if it appends it late, after another rendition's init segment.
    'repeat-headers=1',
    // The same bytes on every processor, whatever its instruction set.
    'cpu-independent=1',
  ].join(':');
}
