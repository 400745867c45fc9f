/** What `moov` says about its tracks, their sample tables aside. Read with mp4box. */
import { createFile, Log, MP4BoxBuffer } from 'mp4box';
import { damaged } from '../refusals.js';
import { type BoxSpan, boxesIn, findBox, viewOf } from './boxes.js';

/** One entry of an edit list (ISO 14496-12 8.6.6). */
export interface Edit {
  /** In ticks of the movie's timescale; 0 means up to the end of the media. */
  readonly duration: number;
  /** In ticks of the media's timescale; -1 for an empty edit. */
  readonly mediaTime: number;
  readonly rate: number;
}

export interface TrackHeader {
  /** The track's id in the file (`tkhd`). */
  readonly trackId: number;
  /** `vide`, `soun`, `text`, … */
  readonly handler: string;
  readonly handlerName: string;
  readonly enabled: boolean;
  readonly timescale: number;
  /** BCP 47, or `und`. */
  readonly language: string;
  /** The nine numbers of the display matrix as they are stored, or undefined. */
  readonly matrix: readonly number[];
  readonly edits: readonly Edit[];
  /** Track ids that this track refers to as chapters or thumbnails. */
  readonly auxiliaryTracks: readonly number[];
  readonly defaults: SampleDefaults;
  /** The content of its `stbl`, and of its `dref`. */
  readonly stbl: BoxSpan;
  readonly dref: BoxSpan | undefined;
}

/** `trex` (ISO 14496-12 8.8.3). */
export interface SampleDefaults {
  readonly description: number;
  readonly duration: number;
  readonly size: number;
  readonly flags: number;
}

export interface MovieHeader {
  readonly timescale: number;
  readonly tracks: readonly TrackHeader[];
}

const MAX_TRACKS = 100;
const NO_DEFAULTS: SampleDefaults = { description: 1, duration: 0, size: 0, flags: 0 };

Log.setLogLevel(() => undefined);

/**
 * Reads a whole `moov` box. Spans in the result are offsets into `moov`.
 * @throws OnplayError `master_damaged` when it cannot be read.
 */
export function readMovieHeader(moov: Uint8Array): MovieHeader {
  const tables = trackTables(moov);
  const movie = parseWithoutTables(moov, tables);
  const traks = movie.traks ?? [];
  if (traks.length !== tables.length) throw damaged('its track list is inconsistent');
  const tracks = traks.flatMap((trak, i) => {
    const table = tables[i];
    return table?.stbl && trak.mdia?.mdhd && trak.tkhd
      ? [trackHeader(movie, trak, { ...table, stbl: table.stbl })]
      : [];
  });
  return { timescale: movie.mvhd?.timescale ?? 0, tracks };
}

type Movie = NonNullable<ReturnType<typeof createFile>['moov']>;
type Trak = Movie['traks'][number];

interface TrackTables {
  readonly stbl: BoxSpan | undefined;
  readonly dref: BoxSpan | undefined;
  readonly auxiliaryTracks: readonly number[];
}

/** The sample tables of each `trak`, in order. */
function trackTables(moov: Uint8Array): TrackTables[] {
  const found: TrackTables[] = [];
  for (const trak of childrenOf(moov, { contentStart: 8, end: moov.byteLength })) {
    if (trak.type !== 'trak') continue;
    if (found.length === MAX_TRACKS) throw damaged('it has more than 100 tracks');
    const mdia = findBox(moov, 'mdia', trak.contentStart, trak.end);
    const minf = mdia && findBox(moov, 'minf', mdia.contentStart, mdia.end);
    const dinf = minf && findBox(moov, 'dinf', minf.contentStart, minf.end);
    found.push({
      stbl: minf && findBox(moov, 'stbl', minf.contentStart, minf.end),
      dref: dinf && findBox(moov, 'dref', dinf.contentStart, dinf.end),
      auxiliaryTracks: auxiliaryTracksOf(moov, trak),
    });
  }
  return found;
}

function childrenOf(bytes: Uint8Array, box: { contentStart: number; end: number }): Generator<BoxSpan> {
  return boxesIn(bytes, box.contentStart, box.end);
}

/**
 * Sample tables and metadata are hidden from mp4box: it would hold each table entry as an object, and a table's own
 * count could make it loop for as long as an attacker likes.
 */
function parseWithoutTables(moov: Uint8Array, tables: readonly TrackTables[]): Movie {
  const copy = moov.slice();
  const hide = (box: BoxSpan | undefined) => box && copy.set(SKIP, box.contentStart - 4);
  for (const { stbl, dref } of tables) {
    hide(stbl);
    hide(dref);
  }
  for (const box of childrenOf(moov, { contentStart: 8, end: moov.byteLength })) {
    if (box.type === 'udta' || box.type === 'meta') hide(box);
    if (box.type === 'trak') {
      for (const child of childrenOf(moov, box))
        if (child.type === 'udta' || child.type === 'meta') hide(child);
    }
  }
  try {
    const file = createFile(false);
    file.buildSampleLists = () => undefined;
    file.updateSampleLists = () => undefined;
    file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(copy.buffer, 0));
    if (file.moov) return file.moov;
  } catch (error) {
    throw damaged('its movie header cannot be read', error);
  }
  throw damaged('its movie header cannot be read');
}

/** `skip`, the type of a box to pass over (ISO 14496-12 8.1.2). */
const SKIP = new TextEncoder().encode('skip');

function trackHeader(movie: Movie, trak: Trak, tables: TrackTables & { stbl: BoxSpan }): TrackHeader {
  const { tkhd, mdia } = trak;
  return {
    trackId: tkhd.track_id,
    handler: mdia.hdlr?.handler ?? '',
    handlerName: mdia.hdlr?.name ?? '',
    enabled: (tkhd.flags & 1) === 1,
    timescale: mdia.mdhd.timescale,
    language: languageTag(mdia.elng?.extended_language, mdia.mdhd.language),
    matrix: Array.from(tkhd.matrix),
    edits: editsOf(trak),
    defaults: defaultsOf(movie, tkhd.track_id),
    ...tables,
  };
}

function editsOf(trak: Trak): Edit[] {
  return (trak.edts?.elst?.entries ?? []).map((entry) => ({
    duration: entry.segment_duration,
    // -1 in 32 or 64 bit, whichever way it was read.
    mediaTime: entry.media_time < 0 || entry.media_time >= 2 ** 63 ? -1 : entry.media_time,
    rate: entry.media_rate_integer + entry.media_rate_fraction / 65536,
  }));
}

/** Ids in the chapter and thumbnail references of a `trak` (ISO 14496-12 8.3.3). */
function auxiliaryTracksOf(moov: Uint8Array, trak: BoxSpan): number[] {
  const tref = findBox(moov, 'tref', trak.contentStart, trak.end);
  if (!tref) return [];
  const view = viewOf(moov);
  return [...childrenOf(moov, tref)]
    .filter((reference) => reference.type === 'chap' || reference.type === 'thmb')
    .flatMap(({ contentStart, end }) =>
      Array.from({ length: Math.floor((end - contentStart) / 4) }, (_, i) =>
        view.getUint32(contentStart + 4 * i),
      ),
    );
}

function defaultsOf(movie: Movie, trackId: number): SampleDefaults {
  const trex = movie.mvex?.trexs?.find((candidate) => candidate.track_id === trackId);
  if (!trex) return NO_DEFAULTS;
  return {
    description: trex.default_sample_description_index,
    duration: trex.default_sample_duration,
    size: trex.default_sample_size,
    flags: trex.default_sample_flags,
  };
}

/** `elng`, else the three packed letters of `mdhd`; QuickTime's old numbers below 0x400 say nothing reliable. */
function languageTag(extended: string | undefined, packed: number): string {
  const letters = [10, 5, 0].map((shift) => String.fromCharCode(((packed >> shift) & 31) + 0x60)).join('');
  const tag = extended || (packed >= 0x400 && packed !== 0x7fff ? letters : 'und');
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? 'und';
  } catch {
    return 'und';
  }
}
