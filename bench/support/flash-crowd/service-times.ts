/** The service times of the model, taken from stored results. Pure. */
import type { Comparison } from '../bench.js';
import type { Result } from '../results.js';
import { spreadOf } from '../statistics.js';

/** What one second of media costs in one rendition. */
export interface RenditionTimes {
  /** `720p`. */
  readonly name: string;
  /** Seconds of processor time of a worker. */
  readonly processor: number;
  /** With its share of audio. */
  readonly bytes: number;
}

export interface ServiceTimes {
  /** Lowest first. */
  readonly renditions: readonly RenditionTimes[];
  /** Seconds from the first request for an asset until its segments can be encoded. */
  readonly opening: number;
  /** Processor time of an origin for a cached response: seconds for each request, and for each byte. */
  readonly cachedRequest: number;
  readonly cachedByte: number;
  /** One segment's time over the median of its kind, as often as it was measured. */
  readonly spread: readonly number[];
  /** The results that these are from, each with its commit: `economy at 3aae71a`. */
  readonly sources: readonly string[];
}

const SOURCES = ['economy', 'quality', 'cold', 'hit', 'places'] as const;
const MASTER = 'sintel-720p24';
/** The length of that master: `quality` stores sizes of whole renditions. */
const MASTER_SECONDS = 52.2;
const HEIGHTS = ['240p', '360p', '480p', '720p'];
/** Whose size is what the whole ladder has beside the renditions that `quality` measures. */
const REMAINDER = '360p';
const AUDIO_BYTES = 16_000;

/** @throws Error that names the figure which is missing. */
export function serviceTimesOf(results: readonly Result[]): ServiceTimes {
  const row = (name: string) =>
    found(results, ({ name: each }) => each === name, `bench/results/${name}.json`);
  const [economy, quality, cold, hit, places] = SOURCES.map(row) as [Result, Result, Result, Result, Result];
  const sizes = sizesOf(economy, quality);
  const segments = comparisonOf(hit, /^segment /);
  return {
    renditions: HEIGHTS.map((name) => ({
      name,
      processor: figureOf(economy, `${MASTER} ${name}, just in time`, 'CPU s per s'),
      bytes: sizes.get(name)! + AUDIO_BYTES,
    })),
    opening: figureOf(places, 'MP4, 2 h, 1 GB: manifest', 's'),
    cachedRequest: 1 / spreadOf(comparisonOf(hit, /^playlist /).onplay).median,
    cachedByte: 1 / (spreadOf(segments.onplay).median * 1e6),
    spread: (cold.comparisons ?? []).flatMap(({ onplay }) =>
      onplay.map((ms) => ms / spreadOf(onplay).median),
    ),
    sources: [economy, quality, cold, hit, places].map(({ name, machine }) => `${name} at ${machine.commit}`),
  };
}

/** Bytes of video per second, by rendition. */
function sizesOf(economy: Result, quality: Result): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const name of HEIGHTS.filter((each) => each !== REMAINDER)) {
    const { onplay } = comparisonOf(quality, new RegExp(`^${MASTER} ${name} size$`));
    sizes.set(name, (spreadOf(onplay).median * 1000) / MASTER_SECONDS);
  }
  const measured = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  const ladder = figureOf(economy, `${MASTER} whole ladder`, 'kB per s') * 1000;
  return sizes.set(REMAINDER, Math.max(0, ladder - measured - AUDIO_BYTES));
}

function comparisonOf({ name, comparisons = [] }: Result, pattern: RegExp): Comparison {
  return found(comparisons, (each) => pattern.test(each.name), `${pattern.source} of ${name}`);
}

function figureOf({ name, figures = [] }: Result, wanted: string, unit: string): number {
  const is = (each: { name: string; unit: string }) => each.name === wanted && each.unit === unit;
  return spreadOf(found(figures, is, `${wanted} of ${name}`).values).median;
}

function found<T>(list: readonly T[], is: (each: T) => boolean, what: string): T {
  const one = list.find(is);
  if (one === undefined) throw new Error(`the model needs ${what}: run that bench first`);
  return one;
}
