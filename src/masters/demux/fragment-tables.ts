/** Reads the sample tables of movie fragments (ISO 14496-12 8.8) into the same arrays as an `stbl`. */
import { damaged } from '../refusals.js';
import { boxesIn } from './boxes.js';
import type { Fields } from './fields.js';
import type { MediaSamples } from './media-samples.js';
import type { SampleDefaults } from './movie-header.js';
import { ParentBox } from './parent-box.js';
import { TrackRun } from './track-run.js';

/** A track whose samples are read. */
export interface FragmentedTrack {
  readonly trackId: number;
  /** Allocated for all its samples. The first `countBefore`, which are in `moov`, are filled in already; often none. */
  readonly samples: MediaSamples;
  readonly countBefore: number;
}

/** How far a track has been read. */
interface Progress {
  readonly samples: MediaSamples;
  /** Index of its next sample, and the decode time of that sample in ticks. */
  next: number;
  time: number;
}

/** Fills in the samples of the given tracks from all fragments, in decode order. */
export class FragmentTables {
  /** By track id; for other tracks only the sizes are summed. */
  readonly #wanted = new Map<number, Progress[]>();
  readonly #sampleDefaults: ReadonlyMap<number, SampleDefaults>;
  /** Offset in the file where the data of the previous run ends, and that of a run without an explicit offset begins. */
  #dataEnd = 0;

  /** @param sampleDefaults by track id; they apply where a fragment has no value of its own. */
  constructor(tracks: readonly FragmentedTrack[], sampleDefaults: ReadonlyMap<number, SampleDefaults>) {
    this.#sampleDefaults = sampleDefaults;
    for (const { trackId, samples, countBefore } of tracks) {
      const time = samples.durations.subarray(0, countBefore).reduce((sum, duration) => sum + duration, 0);
      const others = this.#wanted.get(trackId) ?? [];
      this.#wanted.set(trackId, [...others, { samples, next: countBefore, time }]);
    }
  }

  /**
   * @param bytes a whole `moof` box.
   * @param offset of that box in the file.
   * @throws OnplayError `master_damaged` for runs that are cut short or have more samples than were allocated.
   */
  read(bytes: Uint8Array, offset: number): void {
    const [moof] = boxesIn(bytes);
    if (!moof) return;
    this.#dataEnd = offset;
    for (const traf of new ParentBox(bytes, moof).children('traf')) this.#readTrackFragment(traf, offset);
  }

  /** @throws OnplayError `master_damaged` when there were fewer samples than allocated. */
  requireComplete(): void {
    for (const { samples, next } of [...this.#wanted.values()].flat())
      if (next < samples.count) throw damaged('its fragments have changed');
  }

  /** Also reads other tracks: the data of the next one may begin where theirs ends (8.8.7.1). */
  #readTrackFragment(traf: ParentBox, fragmentOffset: number): void {
    const tfhd = traf.fields('tfhd');
    if (!tfhd) throw damaged('a fragment has no track header');
    const trackId = tfhd.u32();
    const wanted = this.#wanted.get(trackId) ?? [];
    const time = wanted.length > 0 ? traf.fields('tfdt')?.time() : undefined;
    if (time !== undefined) for (const progress of wanted) progress.time = time;
    const { baseDataOffset, ...defaults } = readTrackFragmentHeader(tfhd, this.#sampleDefaults.get(trackId));
    const base = baseDataOffset ?? (tfhd.flags & TFHD.baseIsMoof ? fragmentOffset : this.#dataEnd);
    this.#dataEnd = base;
    for (const { bytes, span } of traf.children('trun'))
      this.#readRun(new TrackRun(bytes, span, defaults), base, wanted);
  }

  #readRun(run: TrackRun, base: number, wanted: readonly Progress[]): void {
    const offset = run.dataOffset === undefined ? this.#dataEnd : base + run.dataOffset;
    this.#dataEnd = offset + run.bytes();
    for (const progress of wanted) {
      const { samples, next, time } = progress;
      if (next + run.count > samples.count) throw damaged('it claims too many samples');
      progress.time += run.fill({ samples, first: next, offset, time });
      progress.next += run.count;
    }
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

/** Reads a `tfhd` after its track id. */
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
