/** Caption tracks of QuickTime (`clcp`, `c608`), which ffmpeg reads and does not write. */
import {
  ascii,
  box,
  concat,
  fullBox,
  moov,
  stsd,
  trak,
  u8,
  u16,
  u32,
  zeros,
} from '../../masters/support/movie-boxes.js';
import type { Pair } from './caption-cues.js';

interface CaptionTrack {
  /** Frames a second, each of which has a sample. */
  readonly rate: number;
  /** Of field 1, and of field 2 if there are any, by frame. */
  readonly fields: readonly (readonly Pair[])[];
}

/** A movie of nothing but captions. */
export function captionMovie(track: CaptionTrack): Uint8Array {
  const brand = box('ftyp', ascii('qt  '), u32(0), ascii('qt  '));
  const media = mediaOf(track);
  return concat([brand, media, moov(track.rate, [specOf(track, 1, brand.byteLength)])]);
}

/** A movie of ffmpeg, whose `moov` is its last box, with a caption track more. */
export function withCaptionTrack(movie: Buffer, track: CaptionTrack): Uint8Array {
  const at = movie.lastIndexOf('moov') - 4;
  const media = mediaOf(track);
  const boxes = movie.subarray(at + 8);
  return concat([movie.subarray(0, at), media, box('moov', boxes, trak(specOf(track, 9, at)))]);
}

/** @param mediaAt where the file has its samples, in a box. */
function specOf({ rate, fields }: CaptionTrack, trackId: number, mediaAt: number) {
  const sizes = samplesOf(fields).map(({ byteLength }) => byteLength);
  return {
    ...{ trackId, handler: 'clcp', timescale: rate, language: 'eng' },
    stsd: stsd(box('c608', zeros(6), u16(1))),
    tables: [
      fullBox('stts', 0, 0, u32(1, sizes.length, 1)),
      fullBox('stsc', 0, 0, u32(1, 1, sizes.length, 1)),
      fullBox('stsz', 0, 0, u32(0, sizes.length, ...sizes)),
      fullBox('stco', 0, 0, u32(1, mediaAt + 8)),
    ],
  };
}

const mediaOf = ({ fields }: CaptionTrack) => box('mdat', ...samplesOf(fields));

function samplesOf(fields: CaptionTrack['fields']): Uint8Array[] {
  return fields[0]!.map((_, frame) =>
    concat(fields.map((pairs, field) => box(field === 0 ? 'cdat' : 'cdt2', u8(...pairs[frame]!)))),
  );
}
