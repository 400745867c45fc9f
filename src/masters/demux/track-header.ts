/** Reads a `trak` box, except its sample tables. */
import { damaged } from '../refusals.js';
import type { BoxSpan } from './boxes.js';
import type { Fields } from './fields.js';
import { languageTag } from './language.js';
import type { ParentBox } from './parent-box.js';

/** One entry of an edit list (ISO 14496-12 8.6.6). */
export interface Edit {
  /** In ticks of the movie's timescale; 0 for the rest of the media. */
  readonly duration: number;
  /** In ticks of the media's timescale; -1 for an empty edit. */
  readonly mediaTime: number;
  readonly rate: number;
}

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
  readonly edits: readonly Edit[];
  /** Ids of the tracks that this one refers to as chapters or thumbnails. */
  readonly auxiliaryTracks: readonly number[];
  /** Its `stbl` and `dref` as spans in the bytes of `moov`. */
  readonly stbl: BoxSpan;
  readonly dref: BoxSpan | undefined;
}

/** Real edit lists and track references have a handful of entries. */
const MAX_EDITS = 10_000;
const MAX_REFERENCES = 100;

/**
 * Returns undefined for a track without a mandatory box.
 * @throws OnplayError `master_damaged` when a box is cut short.
 */
export function readTrackHeader(trak: ParentBox, index: number): TrackHeader | undefined {
  const mdia = trak.child('mdia');
  const minf = mdia?.child('minf');
  const stbl = minf?.find('stbl');
  const header = trak.fields('tkhd');
  const media = mdia?.fields('mdhd');
  if (!mdia || !stbl || !header || !media) return undefined;
  return {
    index,
    ...readTkhd(header),
    ...readHdlr(mdia.fields('hdlr')),
    ...readMdhd(media, mdia.fields('elng')),
    edits: readElst(trak.child('edts')?.fields('elst')),
    auxiliaryTracks: readTref(trak.child('tref')),
    stbl,
    dref: minf?.child('dinf')?.find('dref'),
  };
}

/** 8.3.2. */
function readTkhd(fields: Fields): Pick<TrackHeader, 'trackId' | 'enabled' | 'matrix'> {
  const timeSize = fields.version === 1 ? 8 : 4;
  fields.skip(2 * timeSize);
  const trackId = fields.u32();
  // Reserved, duration, reserved, layer, group, volume and reserved.
  fields.skip(4 + timeSize + 8 + 8);
  const matrix = Array.from({ length: 9 }, () => fields.i32());
  return { trackId, enabled: (fields.flags & 1) === 1, matrix };
}

/** 8.4.2 and 8.4.6. */
function readMdhd(fields: Fields, elng: Fields | undefined): Pick<TrackHeader, 'timescale' | 'language'> {
  const timeSize = fields.version === 1 ? 8 : 4;
  fields.skip(2 * timeSize);
  const timescale = fields.u32();
  fields.skip(timeSize);
  const packed = fields.u16() & 0x7fff;
  return { timescale, language: languageTag(elng && textOf(elng.rest()), packed) };
}

/** 8.4.3; in QuickTime the name is preceded by its length instead of null-terminated. */
function readHdlr(fields: Fields | undefined): Pick<TrackHeader, 'handler' | 'handlerName'> {
  if (!fields) return { handler: '', handlerName: '' };
  fields.skip(4);
  const handler = fields.text(4);
  fields.skip(Math.min(12, fields.remaining));
  const name = fields.rest();
  const isCounted = name.byteLength > 1 && name[0] === name.byteLength - 1;
  return { handler, handlerName: textOf(isCounted ? name.subarray(1) : name) };
}

/** Longer names and language tags are truncated to this many bytes. */
const MAX_TEXT_BYTES = 1024;

/** Decodes UTF-8 up to the first null. */
function textOf(bytes: Uint8Array): string {
  const head = bytes.subarray(0, MAX_TEXT_BYTES);
  const end = head.indexOf(0);
  return new TextDecoder().decode(end < 0 ? head : head.subarray(0, end));
}

/** 8.6.6. */
function readElst(fields: Fields | undefined): Edit[] {
  if (!fields) return [];
  const count = fields.u32();
  if (count > MAX_EDITS) throw damaged('its edit list is impossibly long');
  return Array.from({ length: count }, () => {
    const duration = fields.time();
    const mediaTime = fields.version === 1 ? fields.i64() : fields.i32();
    return { duration, mediaTime: Math.max(-1, mediaTime), rate: fields.i32() / 65536 };
  });
}

/** The track ids in chapter and thumbnail references (8.3.3; QuickTime File Format, chapter lists). */
function readTref(tref: ParentBox | undefined): number[] {
  const references = [...(tref?.children('chap') ?? []), ...(tref?.children('thmb') ?? [])];
  return references.slice(0, MAX_REFERENCES).flatMap(({ bytes, span }) => {
    const ids = Buffer.from(bytes.buffer, bytes.byteOffset + span.contentStart, span.end - span.contentStart);
    const count = Math.min(Math.floor(ids.byteLength / 4), MAX_REFERENCES);
    return Array.from({ length: count }, (_, i) => ids.readUInt32BE(4 * i));
  });
}
