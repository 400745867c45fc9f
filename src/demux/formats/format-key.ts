/** What a sample says of the format of its picture: its size, aspect, scanning, depth and colour. */
import type { VideoTrack } from '../../tracks/index.js';
import { jpegFormat, vp8Format, vp9Format } from './key-frames.js';
import { avcFormat, hevcFormat } from './parameter-sets.js';
import { mpeg4Format, mpegVideoFormat, vc1Format } from './sequence-headers.js';
import { av1Format } from './sequence-obu.js';

type ReadFormat = (head: Uint8Array, track: Pick<VideoTrack, 'sampleDescription'>) => string | undefined;

/** By ffmpeg's name of the codec. */
const READERS: Readonly<Record<string, ReadFormat>> = {
  h264: avcFormat,
  hevc: hevcFormat,
  av1: av1Format,
  vp8: vp8Format,
  vp9: vp9Format,
  mpeg1video: mpegVideoFormat,
  mpeg2video: mpegVideoFormat,
  mpeg4: mpeg4Format,
  vc1: vc1Format,
  mjpeg: jpegFormat,
};

/** Enough for what precedes the first slice: delimiters, parameter sets, messages, tables of a JPEG. */
export const FORMAT_HEAD_BYTES = 4096;

/** Whether samples of this codec may say that their format is another than that of those before. */
export function statesFormat(codec: string): boolean {
  return Object.hasOwn(READERS, codec);
}

/**
 * A text that is equal for samples of equal format; two texts may differ and mean the same.
 * @param head the first `FORMAT_HEAD_BYTES` of a sync sample.
 * @returns undefined where the sample says nothing: then its format is that of those before.
 */
export function formatKey(
  track: Pick<VideoTrack, 'codec' | 'sampleDescription'>,
  head: Uint8Array,
): string | undefined {
  return statesFormat(track.codec) ? READERS[track.codec]?.(head, track) : undefined;
}
