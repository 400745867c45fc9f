/**
 * A file of several tracks as a plain movie: `ftyp`, `moov` with the tables of all samples, and one `mdat` with the samples
 * of the tracks' segments. All sizes have to be known before its first byte.
 */
import {
  type Brands,
  byteLength,
  concat,
  dataBase,
  effectiveDefaults,
  ftyp,
  mdatHeader,
  readTfdt,
  readTfhd,
  type TrackOfMany,
  TrackRun,
  wholeMoov,
} from '../../isobmff/index.js';
import { encoderOutputMalformed } from '../cmaf/encoder-output.js';
import type { SegmentSamples } from '../cmaf/fragment.js';
import { SampleList } from './sample-list.js';
import { segmentBoxes } from './segment-boxes.js';
import { wholeTrack } from './whole-track.js';

const BRANDS: Brands = { major: 'isom', compatible: ['isom', 'iso2', 'avc1', 'mp41'] };

/** Collects what the header of a plain file says, segment by segment, in the order in which the file contains them. */
export class PlainFile {
  readonly #lists: readonly SampleList[];
  #bytes = 0;

  /** @param tracks how many there are. */
  constructor(tracks: number) {
    this.#lists = Array.from({ length: tracks }, () => new SampleList());
  }

  /** Appends a segment. Returns the size of its samples in bytes. @param trackId from 1. */
  add(trackId: number, segment: SegmentSamples): number {
    const size = segment.samples.reduce((sum, sample) => sum + sample.size, 0);
    this.#lists[trackId - 1]!.add(segment, this.#bytes);
    this.#bytes += size;
    return size;
  }

  /**
   * All of the file before the first sample.
   * @param timescale of the movie, in ticks per second.
   * @throws OnplayError `packaging_impossible` for a value that does not fit its field.
   */
  header(tracks: readonly TrackOfMany[], timescale: number): Uint8Array {
    const mdat = mdatHeader(this.#bytes);
    const headerAt = (base: number) => concat([ftyp(BRANDS), this.#moov(tracks, timescale, base), mdat]);
    // Offsets have 64 bits, so the size of the header does not depend on them.
    return headerAt(byteLength([headerAt(0)]));
  }

  #moov(tracks: readonly TrackOfMany[], timescale: number, base: number): Uint8Array {
    const whole = tracks.map((track, i) => wholeTrack(track, this.#lists[i]!, { timescale, base }));
    return wholeMoov({
      timescale,
      duration: Math.max(...whole.map(({ duration }) => duration)),
      tracks: whole,
    });
  }
}

const NO_DEFAULTS = { sampleDescriptionIndex: 1, duration: 0, size: 0, flags: 0 };

/** What a segment contains. @throws OnplayError `encoder_output_malformed` for what is not a segment. */
export function samplesOf(segment: Uint8Array): SegmentSamples {
  const { moof, mdat } = segmentBoxes(segment);
  const traf = moof.only('traf');
  const header = readTfhd(traf.only('tfhd'));
  const run = new TrackRun(traf.only('trun'), effectiveDefaults(header, NO_DEFAULTS));
  const data = dataBase(header, moof.start, moof.start) + (run.dataOffset ?? 0);
  if (data !== mdat.contentStart || run.dataSize() !== mdat.size)
    throw encoderOutputMalformed('samples that are not all of the media data');
  return {
    baseMediaDecodeTime: readTfdt(traf.only('tfdt')),
    samples: Array.from({ length: run.count }, (_, i) => ({
      ...{ size: run.size(i), duration: run.duration(i) },
      ...{ compositionOffset: run.compositionOffset(i), sync: run.isSync(i) },
    })),
  };
}

/** The bytes of a segment's samples, as a view. @throws as `samplesOf`. */
export function dataOf(segment: Uint8Array): Uint8Array {
  return segmentBoxes(segment).mdat.content;
}
