/** From a video rendition to ffmpeg's command line. Pure. */
import type { VideoTrack } from '../../masters/index.js';
import { GLOBAL_ARGUMENTS, PIPE_INPUT_ARGUMENTS } from '../ffmpeg/arguments.js';
import type { VideoRendition } from '../rendition.js';
import { outputFilters, videoFilters } from './video-filters.js';

/**
 * With more, x264 caps the rate by how far its other threads happen to be, so that no two encodes are the same; slices
 * do not help. A machine's other processors are for other segments.
 */
const ENCODER_THREADS = 1;
const DECODER_THREADS = 2;
/** Keeps the muxer from moving the first frame to 0, so that what comes out can be checked against what went in. */
const ABSOLUTE_TIMES = 'empty_moov+default_base_moof+negative_cts_offsets+frag_discont';

/** The outputs of a command that has so many, in their order: descriptors of pipes. */
export function outputPipes(count: number): readonly number[] {
  // 0 is the feed and 2 the report.
  return Array.from({ length: count }, (_, output) => (output === 0 ? 1 : 2 + output));
}

/**
 * The command line that encodes parts fed on standard input, each by an encoder of its own to an output of its own. It
 * depends on nothing else than how many there are.
 * @param parts from 1 to MOST_PARTS.
 */
export function videoArguments(track: VideoTrack, rendition: VideoRendition, parts: number): string[] {
  return [
    ...GLOBAL_ARGUMENTS,
    '-copyts',
    // What a track is, its first sample tells; ffmpeg need not look further.
    ...['-analyzeduration', '0', '-noautorotate', '-threads', String(DECODER_THREADS)],
    ...reorderingArguments(track),
    ...PIPE_INPUT_ARGUMENTS,
    ...['-filter_complex_threads', '1', '-filter_complex', videoFilters(track, rendition, parts)],
    ...outputPipes(parts).flatMap((pipe, part) => [
      ...['-map', `[part${part}]`, ...keyframeArguments(track)],
      ...encoderArguments(rendition, `pipe:${pipe}`),
    ]),
  ];
}

/**
 * H.264 need not say how far frames are reordered. Left to guess, the decoder may give some out too early; in its strict
 * mode it waits for as many as the level allows.
 */
function reorderingArguments({ codec }: VideoTrack): string[] {
  return codec === 'h264' ? ['-strict', '1'] : [];
}

/** The command line that encodes one black frame with the settings of each rendition, for their parameter sets. */
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

/** Where a whole segment is one part, because nobody knows which of its frames come when, keyframes go by the encoder's clock. */
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
    // Supplemental information names x264's version and settings; nothing that a decoder needs.
    ...['-bsf:v', 'filter_units=remove_types=6', '-video_track_timescale', String(rendition.timescale)],
    ...['-f', 'mp4', '-movflags', ABSOLUTE_TIMES, output],
  ];
}

/** Everything that has a say in the parameter sets is named, so that no segment's content changes them. */
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
    // A player that appends a late segment after another rendition's init segment must still decode it.
    'repeat-headers=1',
    // The same bytes on every processor, whatever its instruction set.
    'cpu-independent=1',
  ].join(':');
}
