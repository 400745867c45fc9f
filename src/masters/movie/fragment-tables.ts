/** Reads the sample tables of movie fragments (ISO 14496-12 8.8) into the same arrays as an `stbl`. */
import { damaged } from '../refusals.js';
import { boxesIn } from './boxes.js';
import type { Fields } from './fields.js';
import { emptySamples, type MediaSamples } from './media-samples.js';
import type { MovieFragment } from './movie-file.js';
import type { SampleDefaults } from './movie-header.js';
import { ParentBox } from './parent-box.js';

const TFHD = {
  baseDataOffset: 1,
  description: 2,
  duration: 8,
  size: 0x10,
  flags: 0x20,
  baseIsMoof: 0x20000,
} as const;
const TRUN = {
  dataOffset: 1,
  firstFlags: 4,
  duration: 0x100,
  size: 0x200,
  flags: 0x400,
  compositionOffset: 0x800,
} as const;
const TRUN_ENTRY_FIELDS = [TRUN.duration, TRUN.size, TRUN.flags, TRUN.compositionOffset];
/** `sample_is_non_sync_sample` in sample flags (8.8.3.1). */
const NON_SYNC = 0x10000;
const NO_DEFAULTS: SampleDefaults = { description: 1, duration: 0, size: 0, flags: 0 };

/** What the fragments of a movie are read for. */
export interface FragmentedTrack {
  readonly trackId: number;
  /** Decode time of the first sample where the fragments do not say, in ticks. */
  readonly startTime: number;
  /** By track id. */
  readonly sampleDefaults: ReadonlyMap<number, SampleDefaults>;
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
  return concatenate(reader.parts, track.fileSize);
}

/** The samples of all parts, one after the other. @throws OnplayError `master_damaged` when they are too many. */
export function concatenate(parts: readonly MediaSamples[], fileSize: number): MediaSamples {
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  const all = emptySamples(total, fileSize);
  let at = 0;
  for (const part of parts) {
    all.offsets.set(part.offsets, at);
    all.sizes.set(part.sizes, at);
    all.compositionTimes.set(part.compositionTimes, at);
    all.durations.set(part.durations, at);
    all.sync.set(part.sync, at);
    all.descriptions.set(part.descriptions, at);
    at += part.count;
  }
  return all;
}

class FragmentReader {
  readonly parts: MediaSamples[] = [];
  readonly #track: FragmentedTrack;
  #samples = 0;
  /** Decode time of the track's next sample in ticks. */
  #time: number;
  /** Offset in the file of the next run's data, where the run names none. */
  #dataOffset = 0;

  constructor(track: FragmentedTrack) {
    this.#track = track;
    this.#time = track.startTime;
  }

  read({ bytes, offset }: MovieFragment): void {
    const [moof] = boxesIn(bytes);
    if (!moof) return;
    this.#dataOffset = offset;
    for (const traf of new ParentBox(bytes, moof).children('traf')) this.#readTrackFragment(traf, offset);
  }

  #readTrackFragment(traf: ParentBox, fragmentOffset: number): void {
    const header = traf.fields('tfhd');
    if (!header) throw damaged('a fragment has no track header');
    const trackId = header.u32();
    const isWanted = trackId === this.#track.trackId;
    const base = this.#baseDataOffset(header, fragmentOffset);
    const defaults = readDefaults(header, this.#track.sampleDefaults.get(trackId) ?? NO_DEFAULTS);
    this.#dataOffset = base;
    const tfdt = traf.fields('tfdt');
    if (tfdt && isWanted) this.#time = tfdt.time();
    for (const trun of traf.children('trun')) {
      const run = this.#readRun(new ParentBox(traf.bytes, traf.span).fieldsOf(trun), base, defaults);
      if (isWanted) this.#keep(run);
    }
  }
}
