/**
 * A file of several tracks as a fragmented movie (ISO/IEC 14496-12 8.8): its header, the fragments of the tracks' segments, and
 * an index at its end. Every size is known beforehand but those of the segments, so it can be sent while these are produced.
 */
import {
  type Brands,
  byteLength,
  concat,
  fragmentedMoov,
  ftyp,
  type MovieOf,
  mdatHeader,
  mfra,
  mfraSize,
  type RandomAccessPoint,
  readTfdt,
  type TrackOfMany,
  type WholeTrack,
} from '../../isobmff/index.js';
import { SampleList } from './sample-list.js';
import { SEGMENT_HEADER_BYTES, segmentBoxes } from './segment-boxes.js';
import { type TimedText, textSamples } from './text-track.js';
import { wholeTrack } from './whole-track.js';

/** `iso6` has `tfdt` and default-base-is-moof; `mp42` is what players of files know. */
const BRANDS: Brands = { major: 'iso6', compatible: ['iso6', 'mp42'] };

/** A track of text, which has all of its samples in the header of the file. */
export interface FileText {
  readonly track: TrackOfMany;
  readonly text: TimedText;
}

/**
 * The header of the file, with all of its text: ffmpeg takes the durations of text from the tables of `moov` alone, and without them a text that
 * nothing follows would not be shown.
 * @param texts their tracks come after those of the movie.
 * @throws OnplayError `packaging_impossible` for a value that does not fit its field.
 */
export function fragmentedFileHeader(
  movie: MovieOf<TrackOfMany>,
  texts: readonly FileText[] = [],
): Uint8Array {
  if (texts.length === 0) return concat([ftyp(BRANDS), fragmentedMoov(movie)]);
  const data = texts.map(({ text }) => text.bytes);
  const mdat = mdatHeader(byteLength(data));
  const headerAt = (base: number) =>
    concat([ftyp(BRANDS), fragmentedMoov(withTexts(movie, texts, base)), mdat]);
  // Offsets have 64 bits, so the size of the header does not depend on them.
  return concat([headerAt(headerAt(0).byteLength), ...data]);
}

/** @param base where the samples begin in the file. */
function withTexts(
  movie: MovieOf<TrackOfMany>,
  texts: readonly FileText[],
  base: number,
): MovieOf<TrackOfMany | WholeTrack> {
  const { timescale } = movie;
  let offset = 0;
  const tracks = texts.map(({ track, text }) => {
    const list = new SampleList();
    list.add(textSamples(text), offset);
    offset += text.bytes.byteLength;
    return wholeTrack(track, list, { timescale, base });
  });
  return { ...movie, tracks: [...movie.tracks, ...tracks] };
}

/** The size of a segment's fragment in the file, from the size of the segment. */
export function fragmentSize(segmentBytes: number): number {
  return segmentBytes - SEGMENT_HEADER_BYTES;
}

/** Where the sequence number stands in `mfhd`, the track's id in `tfhd`, the time in `tfdt`: after the box's header, version and flags. */
const FIRST_FIELD = 4;

/** What a fragment says of its place in the file. */
interface FragmentPlace {
  readonly trackId: number;
  readonly sequenceNumber: number;
  /** By how many ticks it is decoded earlier than the segment says; 0 by default. */
  readonly earlier?: number;
}

/**
 * The fragment of a segment for the file: as it is, but for the id of its track, its sequence number, and when it is decoded.
 * @throws OnplayError `encoder_output_malformed` for what is not a segment.
 */
export function fragmentOf(
  segment: Uint8Array,
  { trackId, sequenceNumber, earlier = 0 }: FragmentPlace,
): readonly Uint8Array[] {
  const { moof, mdat } = segmentBoxes(segment);
  // `slice` copies nothing of a Buffer, as what stores and workers send is one, and others are sent the same bytes.
  const header = new Uint8Array(segment.subarray(moof.start, moof.end));
  const view = new DataView(header.buffer);
  const at = ({ contentStart }: { readonly contentStart: number }) => contentStart - moof.start + FIRST_FIELD;
  view.setUint32(at(moof.only('mfhd')), sequenceNumber);
  const traf = moof.only('traf');
  view.setUint32(at(traf.only('tfhd')), trackId);
  const tfdt = traf.only('tfdt');
  if (earlier !== 0) view.setBigUint64(at(tfdt), BigInt(readTfdt(tfdt) - earlier));
  return [header, segment.subarray(mdat.start, mdat.end)];
}

/** The index at the end of the file. @param points of each track, whose ids count from 1. */
export function fragmentedFileIndex(points: readonly (readonly RandomAccessPoint[])[]): Uint8Array {
  return mfra(points.map((ofTrack, i) => ({ trackId: i + 1, points: ofTrack })));
}

/** The size of the index. @param points how many each track has. */
export const fragmentedFileIndexSize = mfraSize;
