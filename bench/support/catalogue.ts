/** The views of one day, drawn from assumptions. Pure; the same seed gives the same day. */
import { type SeededRandom, seededRandom } from './seeded-random.js';

export interface DayAssumptions {
  readonly assets: number;
  readonly viewsPerDay: number;
  /** The asset of rank r is watched 1/r^exponent times as often as the first. */
  readonly zipfExponent: number;
  /** Median duration of an asset. */
  readonly medianSeconds: number;
  /** Share of views that end within the first fifth. */
  readonly leaveEarly: number;
  /** Share of views that reach the end. All others end anywhere between. */
  readonly seeTheEnd: number;
  /** Share of viewers that get the highest rendition; the same share of the others gets the next one, and so on down. */
  readonly onTheHighest: number;
}

export interface View {
  readonly asset: number;
  /** Seconds since midnight. */
  readonly startedAt: number;
  /** Seconds watched. */
  readonly seconds: number;
  /** Index in the ladder, 0 the lowest. */
  readonly rendition: number;
}

export interface Day {
  /** Duration of each asset in seconds, the most popular first. */
  readonly durations: readonly number[];
  /** In order of start time. */
  readonly views: readonly View[];
}

export const DAY_SECONDS = 86_400;
/** Durations are log-normal, with this standard deviation of the logarithm, clamped to these limits. */
const DEVIATION = 0.8;
const MIN_SECONDS = 10;
const MAX_SECONDS = 7200;
const EARLY_PART = 0.2;

/** @param renditions number of renditions in the ladder. */
export function dayOf(assumptions: DayAssumptions, renditions: number, seed: number): Day {
  const random = seededRandom(seed);
  const durations = Array.from({ length: assumptions.assets }, () =>
    Math.min(
      MAX_SECONDS,
      Math.max(MIN_SECONDS, assumptions.medianSeconds * Math.exp(DEVIATION * random.normal())),
    ),
  );
  const pickAsset = zipf(assumptions.assets, assumptions.zipfExponent);
  const views = Array.from({ length: assumptions.viewsPerDay }, (): View => {
    const asset = pickAsset(random.uniform());
    return {
      asset,
      startedAt: random.uniform() * DAY_SECONDS,
      seconds: durations[asset]! * watchedPart(assumptions, random),
      rendition: pickRendition(assumptions.onTheHighest, renditions, random),
    };
  });
  return { durations, views: views.sort((a, b) => a.startedAt - b.startedAt) };
}

/** Maps a number in [0, 1) to a rank, 0 the most popular. */
export function zipf(count: number, exponent: number): (share: number) => number {
  let total = 0;
  const upTo = Array.from({ length: count }, (_, rank) => {
    total += (rank + 1) ** -exponent;
    return total;
  });
  return (share) => {
    const rank = upTo.findIndex((sum) => share * total < sum);
    return rank < 0 ? count - 1 : rank;
  };
}

function watchedPart({ leaveEarly, seeTheEnd }: DayAssumptions, random: SeededRandom): number {
  const drawn = random.uniform();
  if (drawn < leaveEarly) return EARLY_PART * random.uniform();
  if (drawn < leaveEarly + seeTheEnd) return 1;
  return EARLY_PART + (1 - EARLY_PART) * random.uniform();
}

function pickRendition(onTheHighest: number, renditions: number, random: SeededRandom): number {
  let rendition = renditions - 1;
  while (rendition > 0 && random.uniform() >= onTheHighest) rendition--;
  return rendition;
}
