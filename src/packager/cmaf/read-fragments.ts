import { type Box, dataBase, effectiveDefaults, readTfdt, readTfhd, TrackRun } from '../../isobmff/index.js';
import { encoderBoxes, encoderOutputMalformed } from './encoder-output.js';
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
  let moof: Box | undefined;
  const samples: CodedSample[] = [];
  for (const box of encoderBoxes(bytes).children()) {
    if (box.type === 'moov') {
      if (movie !== undefined) throw encoderOutputMalformed('two movie boxes');
      movie = readMovie(box);
    } else if (box.type === 'moof') {
      if (moof !== undefined) throw encoderOutputMalformed('a fragment without its media data');
      moof = box;
    } else if (box.type === 'mdat') {
      if (movie === undefined || moof === undefined)
        throw encoderOutputMalformed('media data without a movie or a fragment');
      new FragmentReader(movie, moof, box, samples).read();
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
    private readonly movie: MovieHeader,
    private readonly moof: Box,
    private readonly mdat: Box,
    private readonly samples: CodedSample[],
  ) {
    this.#position = moof.start;
    this.#unclaimed = mdat.size;
    const last = samples.at(-1);
    this.#decodeTime = last === undefined ? 0 : last.decodeTime + last.duration;
  }

  read(): void {
    for (const traf of this.moof.all('traf')) this.#readTrackFragment(traf);
  }

  #readTrackFragment(traf: Box): void {
    const header = readTfhd(traf.only('tfhd'));
    if (header.trackId !== this.movie.trackId) throw encoderOutputMalformed('a fragment of another track');
    const tfdt = traf.find('tfdt');
    if (tfdt !== undefined) this.#decodeTime = readTfdt(tfdt);
    const base = dataBase(header, this.moof.start, this.#position);
    this.#position = base;
    const defaults = effectiveDefaults(header, this.movie.defaults);
    for (const trun of traf.all('trun')) this.#readRun(new TrackRun(trun, defaults), base);
  }

  #readRun(run: TrackRun, base: number): void {
    if (run.dataOffset !== undefined) this.#position = base + run.dataOffset;
    for (let i = 0; i < run.count; i++) {
      const data = this.#claim(run.size(i));
      const decodeTime = this.#decodeTime;
      const compositionTime = decodeTime + run.compositionOffset(i);
      const duration = run.duration(i);
      this.samples.push({ decodeTime, compositionTime, duration, sync: run.isSync(i), data });
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
    return this.mdat.data.bytes.subarray(start, end);
  }
}
