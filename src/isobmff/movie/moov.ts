import { box } from '../boxes/write-box.js';
import { stbl } from '../tables/stbl.js';
import { dinf } from './dinf.js';
import { elng } from './elng.js';
import { edts } from './elst.js';
import { type HandlerKind, hdlr } from './hdlr.js';
import { mdhd } from './mdhd.js';
import { smhd, vmhd } from './media-header.js';
import { mvhd } from './mvhd.js';
import { tkhd } from './tkhd.js';
import { mvex } from './trex.js';

/** Values of a fragmented movie with one track. */
export interface MovieValues {
  /** Ticks per second, of the movie and of its track. */
  readonly timescale: number;
  readonly kind: HandlerKind;
  /** Size at which video is presented, in pixels; 0 for audio. */
  readonly width: number;
  readonly height: number;
  /** BCP 47, or `und`. */
  readonly language: string;
  /** A whole `stsd` box. */
  readonly sampleDescription: Uint8Array;
  /**
   * By how many ticks every composition time is later than the presentation time, so that composition offsets need not
   * be negative; an edit list subtracts it. 0 by default.
   */
  readonly compositionDelay?: number;
}

/** ISO/IEC 14496-12 8.2.1 Movie box: header, one track (8.3.1), and `mvex`. */
export function moov(movie: MovieValues): Uint8Array {
  return box('moov', mvhd(movie.timescale), trak(movie), mvex());
}

function trak(movie: MovieValues): Uint8Array {
  const delay = movie.compositionDelay ?? 0;
  const header = tkhd(movie.kind, movie.width, movie.height);
  return box('trak', header, ...(delay > 0 ? [edts(delay)] : []), mdia(movie));
}

/** 8.4.1 Media box; without `elng` if the language is undetermined. */
function mdia({ timescale, language, kind, sampleDescription }: MovieValues): Uint8Array {
  const extendedLanguage = language === 'und' ? [] : [elng(language)];
  return box(
    'mdia',
    mdhd(timescale, language),
    hdlr(kind),
    ...extendedLanguage,
    minf(kind, sampleDescription),
  );
}

/** 8.4.4 Media information box. */
function minf(kind: HandlerKind, sampleDescription: Uint8Array): Uint8Array {
  const mediaHeader = kind === 'video' ? vmhd() : smhd();
  return box('minf', mediaHeader, dinf(), stbl(sampleDescription));
}
