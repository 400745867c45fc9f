/** Chooses the reader of a codec's picture headers. */
import { readAv1Picture } from './av1-picture.js';
import type { CodedPicture } from './coded-picture.js';
import { readMsmpeg4Picture, readTheoraPicture, readWmv2Picture } from './first-bits-picture.js';
import { readH263Picture, readSorensonPicture } from './h263-picture.js';
import { readH264Picture } from './h264/picture.js';
import { readHevcPicture } from './hevc/picture.js';
import { readMpeg2Picture } from './mpeg2-picture.js';
import { readMpeg4Picture } from './mpeg4-picture.js';
import type { NalFraming } from './nal-stream.js';
import { readVc1Picture } from './vc1-picture.js';
import { readVp8Picture, readVp9Picture } from './vpx-picture.js';

/** Codecs whose headers are read, as ffmpeg names them; `msmpeg4` is three that begin alike. */
export type ReadableCodec =
  | 'h264'
  | 'hevc'
  | 'av1'
  | 'vp8'
  | 'vp9'
  | 'mpeg2video'
  | 'mpeg4'
  | 'h263'
  | 'flv1'
  | 'vc1'
  | 'msmpeg4'
  | 'wmv2'
  | 'theora';

/** How samples of a track are to be read. */
export interface SampleSyntax {
  readonly codec: ReadableCodec;
  /** Of H.264 and HEVC. */
  readonly framing: NalFraming;
  /** Whether decoders have the headers of the whole stream from elsewhere than its samples. */
  readonly isConfigured: boolean;
}

/** @returns what a sample begins with; undefined where its beginning, `head`, is too short or is not of the codec. */
type PictureReader = (head: Uint8Array) => CodedPicture | undefined;

export function pictureReader({ codec, framing, isConfigured }: SampleSyntax): PictureReader {
  const readers: Readonly<Record<ReadableCodec, PictureReader>> = {
    h264: (head) => readH264Picture(head, framing),
    hevc: (head) => readHevcPicture(head, framing),
    av1: readAv1Picture,
    vp8: readVp8Picture,
    vp9: readVp9Picture,
    mpeg2video: (head) => readMpeg2Picture(head, isConfigured),
    mpeg4: readMpeg4Picture,
    h263: readH263Picture,
    flv1: readSorensonPicture,
    vc1: readVc1Picture,
    msmpeg4: readMsmpeg4Picture,
    wmv2: readWmv2Picture,
    theora: readTheoraPicture,
  };
  return readers[codec];
}
