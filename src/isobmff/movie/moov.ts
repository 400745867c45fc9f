import { box } from '../boxes/write-box.js';
import { stbl } from '../tables/stbl.js';
import { dinf } from './dinf.js';
import { elng } from './elng.js';
import { type Edit, edts } from './elst.js';
import { type HandlerKind, hdlr } from './hdlr.js';
import { mdhd } from './mdhd.js';
import { MEDIA_HEADERS } from './media-header.js';
import { mvhd } from './mvhd.js';
import { TRACK_ID, tkhd } from './tkhd.js';
import { mvex } from './trex.js';

/** Values of a track. */
export interface TrackValues {
  readonly kind: HandlerKind;
  /** Ticks per second of its media. */
  readonly timescale: number;
  /** Size at which video or text is presented, in pixels; 0 for audio. */
  readonly width: number;
  readonly height: number;
  /** BCP 47, or `und`. */
  readonly language: string;
  /** What `mdhd` says, for readers that know no `elng`; the language by default. */
  readonly mediaLanguage?: string | undefined;
  /** That viewers may be shown; by default none. */
  readonly name?: string;
  /** A whole `stsd` box. */
  readonly sampleDescription: Uint8Array;
  /**
   * By how many ticks every composition time is later than the presentation time, so that composition offsets need not
   * be negative; an edit list subtracts it. 0 by default.
   */
  readonly compositionDelay?: number;
  /** How much of the beginning of its media is not presented, in ticks; an edit list leaves it out. 0 by default. */
  readonly skipped?: number;
}

/** Values of a fragmented movie with one track, whose timescale is also the movie's. */
export type MovieValues = TrackValues;

/** A track among others, which players present by default if it is `enabled`. */
export interface TrackOfMany extends TrackValues {
  readonly enabled: boolean;
}

/** A track with all its samples. */
export interface WholeTrack extends TrackOfMany {
  /** Of its presentation, in ticks of the movie. */
  readonly duration: number;
  /** Of its samples, in ticks of its media. */
  readonly mediaDuration: number;
  readonly edits: readonly Omit<Edit, 'rate'>[];
  /** Whole boxes, as `stts` and `stco`. */
  readonly tables: readonly Uint8Array[];
}

/** Values of a movie of several tracks; their ids count from 1. */
export interface MovieOf<Track> {
  /** Ticks per second. */
  readonly timescale: number;
  /** In ticks. */
  readonly duration: number;
  readonly tracks: readonly Track[];
}

/** ISO/IEC 14496-12 8.2.1 Movie box: header, one track (8.3.1), and `mvex`. */
export function moov(movie: MovieValues): Uint8Array {
  return box('moov', mvhd(movie.timescale), fragmentedTrack(movie, {}), mvex());
}

/** The movie box of a fragmented movie of several tracks, of which some may have all their samples before the fragments. */
export function fragmentedMoov({
  timescale,
  duration,
  tracks,
}: MovieOf<TrackOfMany | WholeTrack>): Uint8Array {
  return box(
    'moov',
    mvhd(timescale, { nextTrackId: tracks.length + 1 }),
    ...tracks.map((track, i) =>
      'tables' in track
        ? wholeTrack(track, i + 1)
        : fragmentedTrack(track, { trackId: i + 1, enabled: track.enabled }),
    ),
    mvex(
      tracks.map((_, i) => i + 1),
      duration,
    ),
  );
}

/** The movie box of a movie without fragments. */
export function wholeMoov({ timescale, duration, tracks }: MovieOf<WholeTrack>): Uint8Array {
  return box(
    'moov',
    mvhd(timescale, { duration, nextTrackId: tracks.length + 1 }),
    ...tracks.map((track, i) => wholeTrack(track, i + 1)),
  );
}

function fragmentedTrack(
  track: TrackValues,
  place: { readonly trackId?: number; readonly enabled?: boolean },
): Uint8Array {
  const { kind, width, height, compositionDelay = 0, skipped = 0 } = track;
  const mediaTime = compositionDelay + skipped;
  const edits = mediaTime > 0 ? [edts({ duration: 0, mediaTime })] : [];
  const header = tkhd(kind, width, height, { trackId: TRACK_ID, ...place });
  return box('trak', header, ...edits, mdia(track));
}

function wholeTrack(track: WholeTrack, trackId: number): Uint8Array {
  const { kind, width, height, duration, enabled, edits, tables, mediaDuration } = track;
  const header = tkhd(kind, width, height, { trackId, duration, enabled });
  return box('trak', header, edts(...edits), mdia(track, { tables, duration: mediaDuration }));
}

/** The samples of a track, where they are not in fragments. */
interface Samples {
  readonly tables: readonly Uint8Array[];
  readonly duration: number;
}

/** 8.4.1 Media box; without `elng` if the language is undetermined. */
function mdia(track: TrackValues, samples?: Samples): Uint8Array {
  const { timescale, language, mediaLanguage = language, kind, name, sampleDescription } = track;
  const extendedLanguage = language === 'und' ? [] : [elng(language)];
  return box(
    'mdia',
    mdhd(timescale, mediaLanguage, samples?.duration),
    hdlr(kind, name),
    ...extendedLanguage,
    minf(kind, stbl(sampleDescription, samples?.tables)),
  );
}

/** 8.4.4 Media information box. */
function minf(kind: HandlerKind, sampleTable: Uint8Array): Uint8Array {
  return box('minf', MEDIA_HEADERS[kind](), dinf(), sampleTable);
}
