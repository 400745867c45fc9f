/** Reads the sample tables of movie fragments (ISO 14496-12 8.8) into the same arrays as an `stbl`. */
import {
  type Box,
  dataBase,
  effectiveDefaults,
  readTfhd,
  type SampleDefaults,
  TrackRun,
} from '../../isobmff/index.js';
import { damaged } from '../../tracks/index.js';
import { masterBox } from '../master-boxes.js';
import type { MediaSamples } from '../media-samples.js';
import { FragmentClock } from './fragment-clock.js';

/** A track whose samples are read. */
export interface FragmentedTrack {
  readonly trackId: number;
  /** Allocated for all its samples. The first `countBefore`, which are in `moov`, are filled in already; often none. */
  readonly samples: MediaSamples;
  readonly countBefore: number;
  /** Ticks per second, at least 1. */
  readonly timescale: number;
}

/** How far a track has been read. */
interface Progress {
  readonly samples: MediaSamples;
  readonly timescale: number;
  /** Index of its next sample, and the decode time of that sample in ticks. */
  next: number;
  time: number;
}

/** Fills in the samples of the given tracks from all fragments, in decode order. */
export class FragmentTables {
  /** By track id; for other tracks only the sizes are summed. */
  readonly #wanted = new Map<number, Progress[]>();
  readonly #sampleDefaults: ReadonlyMap<number, SampleDefaults>;
  readonly #clock: FragmentClock;
  /** Offset in the file where the data of the previous run ends, and that of a run without an explicit offset begins. */
  #dataEnd = 0;

  /**
   * @param sampleDefaults by track id; they apply where a fragment has no value of its own.
   * @param clockSince `clockSince` of an earlier look at the file.
   */
  constructor(
    tracks: readonly FragmentedTrack[],
    sampleDefaults: ReadonlyMap<number, SampleDefaults>,
    clockSince?: number,
  ) {
    this.#sampleDefaults = sampleDefaults;
    this.#clock = new FragmentClock(
      tracks.map(({ timescale }) => timescale),
      clockSince,
    );
    for (const { trackId, samples, countBefore, timescale } of tracks) {
      const time = samples.durations.subarray(0, countBefore).reduce((sum, duration) => sum + duration, 0);
      const others = this.#wanted.get(trackId) ?? [];
      this.#wanted.set(trackId, [...others, { samples, timescale, next: countBefore, time }]);
    }
  }

  /** How many seconds are taken off all times; see `FragmentClock`. */
  get clockSince(): number {
    return this.#clock.since;
  }

  /**
   * @param bytes a whole `moof` box.
   * @param offset of that box in the file.
   * @throws OnplayError `master_damaged` for runs that are cut short or have more samples than were allocated.
   */
  read(bytes: Uint8Array, offset: number): void {
    this.#dataEnd = offset;
    for (const traf of masterBox(bytes)?.all('traf') ?? []) this.#readTrackFragment(traf, offset);
  }

  /** @throws OnplayError `master_damaged` when there were fewer samples than allocated. */
  requireComplete(): void {
    for (const { samples, next } of [...this.#wanted.values()].flat())
      if (next < samples.count) throw damaged('its fragments have changed');
  }

  /** Also reads other tracks: the data of the next one may begin where theirs ends (8.8.7.1). */
  #readTrackFragment(traf: Box, fragmentOffset: number): void {
    const tfhd = traf.find('tfhd');
    if (!tfhd) throw damaged('a fragment has no track header');
    const header = readTfhd(tfhd);
    const wanted = this.#wanted.get(header.trackId) ?? [];
    const tfdt = wanted.length > 0 ? traf.find('tfdt') : undefined;
    if (tfdt) for (const progress of wanted) progress.time = this.#clock.read(tfdt, progress.timescale);
    const defaults = effectiveDefaults(header, this.#sampleDefaults.get(header.trackId) ?? NO_DEFAULTS);
    const base = dataBase(header, fragmentOffset, this.#dataEnd);
    this.#dataEnd = base;
    for (const trun of traf.all('trun')) this.#readRun(new TrackRun(trun, defaults), base, wanted);
  }

  #readRun(run: TrackRun, base: number, wanted: readonly Progress[]): void {
    const offset = run.dataOffset === undefined ? this.#dataEnd : base + run.dataOffset;
    this.#dataEnd = offset + run.dataSize();
    for (const progress of wanted) {
      if (progress.next + run.count > progress.samples.count) throw damaged('it claims too many samples');
      progress.time += fillSamples(run, progress, offset);
      progress.next += run.count;
    }
  }
}

const NO_DEFAULTS: SampleDefaults = { sampleDescriptionIndex: 1, duration: 0, size: 0, flags: 0 };

/** Writes the samples of a run into the track's tables from its next sample on. Returns their duration in ticks. */
function fillSamples(run: TrackRun, { samples, next, time }: Progress, offset: number): number {
  const { offsets, sizes, durations, compositionTimes, sync, descriptions } = samples;
  descriptions.fill(Math.min(run.sampleDescriptionIndex, 255), next, next + run.count);
  let [dataOffset, elapsed] = [offset, 0];
  for (let i = 0; i < run.count; i++) {
    const [size, duration] = [run.size(i), run.duration(i)];
    const sample = next + i;
    offsets[sample] = dataOffset;
    sizes[sample] = size;
    durations[sample] = duration;
    compositionTimes[sample] = time + elapsed + run.compositionOffset(i);
    sync[sample] = run.isSync(i) ? 1 : 0;
    dataOffset += size;
    elapsed += duration;
  }
  return elapsed;
}
