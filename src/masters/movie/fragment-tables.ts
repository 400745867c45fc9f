/** Reads the sample tables of movie fragments (ISO 14496-12 8.8) into the same arrays as an `stbl`. */
import { damaged } from '../refusals.js';
import { boxesIn } from './boxes.js';
import { Fields } from './fields.js';
import { emptySamples, type MediaSamples } from './media-samples.js';
import type { MovieFragment } from './movie-file.js';
import type { SampleDefaults } from './movie-header.js';
import { ParentBox } from './parent-box.js';
import { readTrackRun } from './track-run.js';

/** The track whose samples are wanted. */
export interface FragmentedTrack {
  readonly trackId: number;
  /** Its samples that are not in fragments and come before those that are; often none. */
  readonly before: MediaSamples;
  /** What fragments do not say, by track id. */
  readonly sampleDefaults: ReadonlyMap<number, SampleDefaults>;
  /** In bytes; bounds how many samples are believed. */
  readonly fileSize: number;
}

/**
 * Every sample of one track over all fragments, in decode order.
 * @throws OnplayError `master_damaged` for runs that are cut short or claim too many samples.
 */
export function readFragmentTables(
  fragments: readonly MovieFragment[],
  track: FragmentedTrack,
): MediaSamples {
  const reader = new FragmentReader(track);
  for (const fragment of fragments) reader.read(fragment);
  return reader.allSamples();
}

/** Samples whose offsets and times count from an offset in the file and from a decode time. */
interface Part {
  readonly samples: MediaSamples;
  readonly offset: number;
  readonly time: number;
}

class FragmentReader {
  readonly #track: FragmentedTrack;
  readonly #parts: Part[];
  #count: number;
  /** Decode time of the track's next sample in ticks. */
  #time: number;
  /** Where the data of the run that was read last ends in the file; the next one's begins there unless it says. */
  #dataEnd = 0;

  constructor(track: FragmentedTrack) {
    const { before } = track;
    this.#track = track;
    this.#parts = [{ samples: before, offset: 0, time: 0 }];
    this.#count = before.count;
    this.#time = before.durations.reduce((sum, duration) => sum + duration, 0);
  }

  read({ bytes, offset }: MovieFragment): void {
    const [moof] = boxesIn(bytes);
    if (!moof) return;
    this.#dataEnd = offset;
    for (const traf of new ParentBox(bytes, moof).children('traf')) this.#readTrackFragment(traf, offset);
  }

  /** Also of other tracks, since where their data ends may be where this one's begins (8.8.7.1). */
  #readTrackFragment(traf: ParentBox, fragmentOffset: number): void {
    const tfhd = traf.fields('tfhd');
    if (!tfhd) throw damaged('a fragment has no track header');
    const trackId = tfhd.u32();
    const isWanted = trackId === this.#track.trackId;
    const tfdt = isWanted ? traf.fields('tfdt') : undefined;
    if (tfdt) this.#time = tfdt.time();
    const { baseDataOffset, ...defaults } = readTrackFragmentHeader(
      tfhd,
      this.#track.sampleDefaults.get(trackId),
    );
    const base = baseDataOffset ?? (tfhd.flags & TFHD.baseIsMoof ? fragmentOffset : this.#dataEnd);
    this.#dataEnd = base;
    for (const { bytes, span } of traf.children('trun'))
      this.#readRun(new Fields(bytes, span), defaults, base, isWanted);
  }

  #readRun(trun: Fields, defaults: SampleDefaults, base: number, isWanted: boolean): void {
    const run = readTrackRun(trun, defaults, this.#track.fileSize - this.#count);
    const offset = run.dataOffset === undefined ? this.#dataEnd : base + run.dataOffset;
    this.#dataEnd = offset + run.bytes;
    if (!isWanted) return;
    this.#parts.push({ samples: run.samples, offset, time: this.#time });
    this.#count += run.samples.count;
    this.#time += run.duration;
  }

  allSamples(): MediaSamples {
    const all = emptySamples(this.#count, this.#track.fileSize);
    let at = 0;
    for (const { samples, offset, time } of this.#parts) {
      all.sizes.set(samples.sizes, at);
      all.durations.set(samples.durations, at);
      all.sync.set(samples.sync, at);
      all.descriptions.set(samples.descriptions, at);
      for (let i = 0; i < samples.count; i++, at++) {
        all.offsets[at] = offset + samples.offsets[i]!;
        all.compositionTimes[at] = time + samples.compositionTimes[i]!;
      }
    }
    return all;
  }
}

/** Flags of `tfhd` (8.8.7). */
const TFHD = {
  baseDataOffset: 1,
  description: 2,
  duration: 8,
  size: 0x10,
  flags: 0x20,
  baseIsMoof: 0x20000,
} as const;
const NO_DEFAULTS: SampleDefaults = { description: 1, duration: 0, size: 0, flags: 0 };

/** The rest of a `tfhd` after the track's id. */
function readTrackFragmentHeader(
  fields: Fields,
  { description, duration, size, flags }: SampleDefaults = NO_DEFAULTS,
): SampleDefaults & { readonly baseDataOffset: number | undefined } {
  const has = (flag: number) => (fields.flags & flag) !== 0;
  return {
    baseDataOffset: has(TFHD.baseDataOffset) ? fields.u64() : undefined,
    description: has(TFHD.description) ? fields.u32() : description,
    duration: has(TFHD.duration) ? fields.u32() : duration,
    size: has(TFHD.size) ? fields.u32() : size,
    flags: has(TFHD.flags) ? fields.u32() : flags,
  };
}
