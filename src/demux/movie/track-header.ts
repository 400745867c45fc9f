/** Reads a `trak` box, except its sample tables. */
import {
  type Box,
  type Edit,
  readElng,
  readElst,
  readHdlr,
  readMdhd,
  readTkhd,
  readTrackReference,
} from '../../isobmff/index.js';

export interface TrackHeader {
  /** Index of its `trak` in the movie, counted from 0. */
  readonly index: number;
  /** The track's id in the file (`tkhd`). */
  readonly trackId: number;
  /** `vide`, `soun`, `text`, … */
  readonly handler: string;
  readonly handlerName: string;
  readonly enabled: boolean;
  readonly timescale: number;
  /** BCP 47, or `und`. */
  readonly language: string;
  /** The nine values of the display matrix as stored, in fixed point. */
  readonly matrix: readonly number[];
  /** Size at which it is presented, in pixels; 0 where none is stated. */
  readonly width: number;
  readonly height: number;
  readonly edits: readonly Edit[];
  /** Ids of the tracks that this one refers to as chapters or thumbnails. */
  readonly auxiliaryTracks: readonly number[];
  /** Its `stbl`, of which `moov` has only the sample description, and its data references. */
  readonly stbl: Box;
  readonly dref: Box | undefined;
}

/** Real edit lists and track references have a handful of entries. */
const MAX_EDITS = 10_000;
const MAX_REFERENCES = 100;

/**
 * Returns undefined for a track without a mandatory box.
 * @throws OnplayError `master_damaged` when a box is cut short.
 */
export function readTrackHeader(trak: Box, index: number): TrackHeader | undefined {
  const mdia = trak.find('mdia');
  const minf = mdia?.find('minf');
  const stbl = minf?.find('stbl');
  const tkhd = trak.find('tkhd');
  const mdhd = mdia?.find('mdhd');
  if (!mdia || !stbl || !tkhd || !mdhd) return undefined;
  const { timescale, language } = readMdhd(mdhd);
  const elng = mdia.find('elng');
  return {
    index,
    ...readTkhd(tkhd),
    ...readHandler(mdia.find('hdlr')),
    timescale,
    language: languageTag((elng && readElng(elng)) || language),
    edits: readEdits(trak.find('edts')?.find('elst')),
    auxiliaryTracks: readAuxiliaryTracks(trak.find('tref')),
    stbl,
    dref: minf?.find('dinf')?.find('dref'),
  };
}

function readHandler(hdlr: Box | undefined): Pick<TrackHeader, 'handler' | 'handlerName'> {
  const { type, name } = hdlr ? readHdlr(hdlr) : { type: '', name: '' };
  return { handler: type, handlerName: name };
}

function readEdits(elst: Box | undefined): readonly Edit[] {
  return elst ? readElst(elst, MAX_EDITS) : [];
}

/** The track ids in chapter and thumbnail references. */
function readAuxiliaryTracks(tref: Box | undefined): readonly number[] {
  const references = [...(tref?.all('chap') ?? []), ...(tref?.all('thmb') ?? [])];
  return references
    .slice(0, MAX_REFERENCES)
    .flatMap((reference) => readTrackReference(reference, MAX_REFERENCES));
}

/** A BCP 47 tag of what `elng` or `mdhd` stores, or `und` if it is none. */
function languageTag(stored: string): string {
  try {
    return Intl.getCanonicalLocales(stored)[0] ?? 'und';
  } catch {
    return 'und';
  }
}
