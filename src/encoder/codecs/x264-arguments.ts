/** x264's options on ffmpeg's command line. */
import type { VideoRendition } from '../rendition.js';

/**
 * With more threads x264's rate cap depends on how far the other threads happen to be, so that no two encodes give the same
 * bytes; slices do not help. The machine's other processors encode other segments.
 */
const ENCODER_THREADS = 1;

/** See `VideoCodec`. */
export function x264Arguments(rendition: VideoRendition): readonly string[] {
  return [
    ...['-c:v', 'libx264', '-preset', 'veryfast'],
    ...['-profile:v', 'high', '-level:v', String(rendition.level / 10)],
    ...['-crf', String(rendition.crf)],
    ...['-maxrate', String(rendition.maxBitrate), '-bufsize', String(rendition.bufferSize)],
    ...['-threads', String(ENCODER_THREADS), '-forced-idr', '1', '-x264-params', x264Parameters(rendition)],
    // Removes SEI: x264's version and settings, which no decoder needs.
    ...['-bsf:v', 'filter_units=remove_types=6'],
  ];
}

/** Sets everything that affects the parameter sets, so that they do not depend on a segment's content. */
function x264Parameters({ frameRate, bFrames }: VideoRendition): string {
  return [
    `fps=${frameRate.numerator}/${frameRate.denominator}`,
    ...['stitchable=1', 'open-gop=0', 'keyint=250', 'min-keyint=25'],
    ...['ref=3', `bframes=${bFrames}`, 'b-pyramid=none'],
    ...['weightp=1', '8x8dct=1', 'cabac=1', 'chromaloc=0'],
    // Lets a player decode a segment even if it appends it late, after another rendition's init segment.
    'repeat-headers=1',
    // The same bytes on every processor, whatever its instruction set.
    'cpu-independent=1',
  ].join(':');
}
