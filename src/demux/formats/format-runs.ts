/** Finds where the format of a track changes, from a few of its samples. */

import type { ByteSource } from '../../stores/index.js';
import { type SampleTable, sampleHead, type VideoTrack } from '../../tracks/index.js';
import { onlyEntry } from '../sample-description.js';
import { FORMAT_HEAD_BYTES, formatKey, statesFormat } from './format-key.js';

/** Samples in decode order, up to the next run, that say the same of their format. */
export interface FormatRun {
  readonly firstSample: number;
  /** The sample description, counted from 1. */
  readonly description: number;
  /** As `formatKey`; undefined where no sample says anything beyond the description. */
  readonly key: string | undefined;
}

/** If so many samples, evenly spread, say nothing of their format, none of the track does. */
const FIRST_LOOKS = 16;
/** Evenly spread; between two that differ, all are searched for the change. In two hours they are two seconds apart. */
const MAX_LOOKS = 4096;
/** A track that changes more often is searched no further. */
export const MAX_FORMAT_RUNS = 4096;
const CONCURRENT_READS = 16;

type SearchedTrack = Pick<VideoTrack, 'codec' | 'samples' | 'sampleDescription'>;

/**
 * The runs of a track; undefined for more than `MAX_FORMAT_RUNS`. A change that lasts for less than the distance between two
 * looks may be missed.
 * @throws OnplayError `master_unreadable`, `master_changed`.
 */
export async function formatRuns(
  track: SearchedTrack,
  source: ByteSource,
): Promise<readonly FormatRun[] | undefined> {
  const runs: FormatRun[] = [];
  for (const { firstSample, end, description } of runsOfOneDescription(track.samples)) {
    const described = { ...track, sampleDescription: onlyEntry(track.sampleDescription, description) };
    const search = new FormatSearch(described, source, syncSamples(track.samples.sync, firstSample, end));
    for await (const { sample, key } of search.changes()) {
      const start = sample ?? firstSample;
      runs.push({ firstSample: Math.min(start, end), description, key });
      if (runs.length > MAX_FORMAT_RUNS) return undefined;
    }
  }
  return runs;
}

function* runsOfOneDescription({ count, descriptions }: SampleTable) {
  let firstSample = 0;
  for (let sample = 1; sample <= count; sample++) {
    if (sample < count && descriptions?.[sample] === descriptions?.[firstSample]) continue;
    yield { firstSample, end: sample, description: descriptions?.[firstSample] ?? 1 };
    firstSample = sample;
  }
}

function syncSamples(sync: Uint8Array, first: number, end: number): number[] {
  const found: number[] = [];
  for (let sample = sync.indexOf(1, first); sample >= 0 && sample < end; sample = sync.indexOf(1, sample + 1))
    found.push(sample);
  return found;
}

interface Change {
  /** The first sample of the format; undefined for the first format. */
  readonly sample: number | undefined;
  readonly key: string | undefined;
}

/** Searches the sync samples of one sample description. */
class FormatSearch {
  constructor(
    readonly track: SearchedTrack,
    readonly source: ByteSource,
    readonly syncs: readonly number[],
  ) {}

  /** The first format, then each change of it. */
  async *changes(): AsyncGenerator<Change> {
    if (!(await this.#isStated())) {
      yield { sample: undefined, key: undefined };
      return;
    }
    const looks = spread(this.syncs.length, MAX_LOOKS);
    let [low, key] = [0, await this.#keyAt(0)];
    yield { sample: undefined, key };
    for (let first = 1; first < looks.length; first += CONCURRENT_READS) {
      const batch = looks.slice(first, first + CONCURRENT_READS);
      const keys = await Promise.all(batch.map((at) => this.#keyAt(at)));
      for (const [i, seen] of keys.entries()) {
        const high = batch[i]!;
        while (seen !== undefined && seen !== key) {
          [low, key] = await this.#firstOther(low, high, key, seen);
          yield { sample: this.syncs[low]!, key };
        }
        low = high;
      }
    }
  }

  async #isStated(): Promise<boolean> {
    if (!statesFormat(this.track.codec)) return false;
    const keys = await Promise.all(spread(this.syncs.length, FIRST_LOOKS).map((at) => this.#keyAt(at)));
    return keys.some((key) => key !== undefined);
  }

  /** The first sync sample after `low`, up to `high`, whose key is not `key`, with its own. */
  async #firstOther(
    low: number,
    high: number,
    key: string | undefined,
    highKey: string,
  ): Promise<[at: number, key: string]> {
    let [same, other, otherKey] = [low, high, highKey];
    while (other - same > 1) {
      const middle = (same + other) >> 1;
      const seen = await this.#keyAt(middle);
      if (seen === undefined || seen === key) same = middle;
      else [other, otherKey] = [middle, seen];
    }
    return [other, otherKey];
  }

  /** @param at index of a sync sample. */
  async #keyAt(at: number): Promise<string | undefined> {
    const sample = this.syncs[at];
    if (sample === undefined) return undefined;
    const head = await sampleHead(this.track.samples, sample, FORMAT_HEAD_BYTES, this.source);
    return formatKey(this.track, head);
  }
}

/** At most `most` of the indexes [0, length), evenly spread: the first and the last are among them. */
function spread(length: number, most: number): number[] {
  if (length <= most) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.round((i * (length - 1)) / (most - 1)));
}
