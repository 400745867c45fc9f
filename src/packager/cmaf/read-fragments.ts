import {
  type BoxSpan,
  boxesOfType,
  encoderOutputMalformed,
  type FragmentDefaults,
  isSync,
  onlyBox,
  readBoxes,
  readTfdt,
  readTfhd,
  readTrun,
  type SampleDefaults,
  type TrackFragmentHeader,
} from '../../isobmff/index.js';
import { type MovieHeader, readMovie, type SampleEntry } from './read-movie.js';

/** One coded sample. Times are in ticks of the timescale of the track. */
export interface CodedSample {
  readonly decodeTime: number;
  /** Decode time plus the signed composition offset; edit lists are not applied. */
  readonly compositionTime: number;
  readonly duration: number;
  /** Whether decoding can start here. */
  readonly sync: boolean;
  /** A view of the input, not a copy. */
  readonly data: Uint8Array;
}

/** A fragmented movie with one track. */
export interface FragmentedTrack {
  /** Ticks per second. */
  readonly timescale: number;
  readonly sampleEntry: SampleEntry;
  /** The samples of all fragments, in decode order. */
  readonly samples: readonly CodedSample[];
}

/**
 * Reads the output of an encoder: fragmented MP4 with one track, that is a movie box followed by pairs of a movie fragment
 * and the media data box with its samples. Other boxes at the top level are skipped. Runs in linear time.
 *
 * @throws OnplayError `encoder_output_malformed` for anything that is truncated, inconsistent or reaches outside its
 *   enclosing box, and for an empty sample.
 */
export function readFragments(bytes: Uint8Array): FragmentedTrack {
  let movie: MovieHeader | undefined;
  let moof: BoxSpan | undefined;
  const samples: CodedSample[] = [];
  for (const span of readBoxes(bytes)) {
    if (span.type === 'moov') {
      if (movie !== undefined) throw encoderOutputMalformed('two movie boxes');
      movie = readMovie(bytes, span);
    } else if (span.type === 'moof') {
      if (moof !== undefined) throw encoderOutputMalformed('a fragment without its media data');
      moof = span;
    } else if (span.type === 'mdat') {
      if (movie === undefined || moof === undefined)
        throw encoderOutputMalformed('media data without a movie or a fragment');
      new FragmentReader(bytes, movie, moof, span, samples).read();
      moof = undefined;
    }
  }
  if (movie === undefined) throw encoderOutputMalformed('no movie box');
  if (moof !== undefined) throw encoderOutputMalformed('a fragment without its media data');
  return { timescale: movie.timescale, sampleEntry: movie.sampleEntry, samples };
}

/** Appends the samples of one fragment to those of the fragments before it. */
class FragmentReader {
  /** Where the data of a run without a data offset starts. */
  #position: number;
  /** Bytes of media data that no sample has claimed yet; they bound the number of samples. */
  #unclaimed: number;
  #decodeTime: number;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly movie: MovieHeader,
    private readonly moof: BoxSpan,
    private readonly mdat: BoxSpan,
    private readonly samples: CodedSample[],
  ) {
    this.#position = moof.start;
    this.#unclaimed = mdat.end - mdat.contentStart;
    const last = samples.at(-1);
    this.#decodeTime = last === undefined ? 0 : last.decodeTime + last.duration;
  }

  read(): void {
    for (const traf of boxesOfType(this.bytes, this.moof, 'traf')) this.#readTrackFragment(traf);
  }

  #readTrackFragment(traf: BoxSpan): void {
    const header = readTfhd(this.bytes, onlyBox(this.bytes, traf, 'tfhd'));
    if (header.trackId !== this.movie.trackId) throw encoderOutputMalformed('a fragment of another track');
    const [tfdt] = boxesOfType(this.bytes, traf, 'tfdt');
    if (tfdt !== undefined) this.#decodeTime = readTfdt(this.bytes, tfdt);
    const base = this.#baseDataOffset(header);
    this.#position = base;
    for (const trun of boxesOfType(this.bytes, traf, 'trun')) {
      this.#readRun(trun, base, defaultsOf(header, this.movie.defaults));
    }
  }

  /** 8.8.7.1: the stated file offset, else the start of `moof`, else the end of the data of the previous track fragment. */
  #baseDataOffset(header: TrackFragmentHeader): number {
    if (header.baseDataOffset !== undefined) return header.baseDataOffset;
    return header.defaultBaseIsMoof ? this.moof.start : this.#position;
  }

  #readRun(trun: BoxSpan, base: number, defaults: SampleDefaults): void {
    const { dataOffset, samples } = readTrun(this.bytes, trun, defaults, this.#unclaimed);
    if (dataOffset !== undefined) this.#position = base + dataOffset;
    for (const { size, duration, flags, compositionOffset } of samples) {
      const data = this.#claim(size);
      const decodeTime = this.#decodeTime;
      const compositionTime = decodeTime + compositionOffset;
      this.samples.push({ decodeTime, compositionTime, duration, sync: isSync(flags), data });
      this.#decodeTime += duration;
    }
  }

  #claim(size: number): Uint8Array {
    const start = this.#position;
    const end = start + size;
    if (size === 0) throw encoderOutputMalformed('an empty sample');
    if (start < this.mdat.contentStart || end > this.mdat.end || size > this.#unclaimed) {
      throw encoderOutputMalformed('a sample outside its media data');
    }
    this.#position = end;
    this.#unclaimed -= size;
    return this.bytes.subarray(start, end);
  }
}

/** 8.8.7.2: the `trex` of the movie applies where the header of the fragment states no default. */
function defaultsOf(header: FragmentDefaults, movie: SampleDefaults): SampleDefaults {
  return {
    duration: header.duration ?? movie.duration,
    size: header.size ?? movie.size,
    flags: header.flags ?? movie.flags,
  };
}
