/** Who watches what and for how long on one day, by assumptions. Pure; the same seed gives the same day. */
import { type SeededRandom, seededRandom } from './seeded-random.js';

export interface DayAssumptions {
  readonly assets: number;
  readonly viewsPerDay: number;
  /** The asset of rank r is watched 1/r^exponent times as often as the first. */
  readonly zipfExponent: number;
  /** Half of the assets are shorter. */
  readonly medianSeconds: number;
  /** Share of the views that end somewhere in the first fifth. */
  readonly leaveEarly: number;
  /** Share of the views that see the end. All others end anywhere between. */
  readonly seeTheEnd: number;
  /** The share of viewers that get the highest rendition; of the others as many get the next, and so on down. */
  readonly onTheHighest: number;
}

export interface View {
  readonly asset: number;
  /** Seconds since midnight. */
  readonly startedAt: number;
  /** How much of it is watched. */
  readonly seconds: number;
  /** Place in the ladder, 0 the lowest. */
  readonly rendition: number;
}

export interface Day {
  /** Seconds of each asset, the most popular first. */
  readonly durations: readonly number[];
  /** In the order in which they start. */
  readonly views: readonly View[];
}

export const DAY_SECONDS = 86_400;
/** Durations are log-normal with this deviation of their logarithm, between these. */
const DEVIATION = 0.8;
const SHORTEST = 10;
const LONGEST = 7200;
const EARLY_PART = 0.2;

/** @param renditions how many the ladder has. */
export function dayOf(assumptions: DayAssumptions, renditions: number, seed: number): Day {
  const random = seededRandom(seed);
  const durations = Array.from({ length: assumptions.assets }, () =>
    Math.min(LONGEST, Math.max(SHORTEST, assumptions.medianSeconds * Math.exp(DEVIATION * random.normal()))),
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

/** From a number in [0, 1) to a rank, 0 the most popular. */
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
  const how = random.uniform();
  if (how < leaveEarly) return EARLY_PART * random.uniform();
  if (how < leaveEarly + seeTheEnd) return 1;
  return EARLY_PART + (1 - EARLY_PART) * random.uniform();
}

function pickRendition(onTheHighest: number, renditions: number, random: SeededRandom): number {
  let rendition = renditions - 1;
  while (rendition > 0 && random.uniform() >= onTheHighest) rendition--;
  return rendition;
}
