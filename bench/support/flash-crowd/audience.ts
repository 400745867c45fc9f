/** The viewers of a flash crowd, drawn from assumptions. Pure; the same seed gives the same crowd. */
import { zipf } from '../catalogue.js';
import { type SeededRandom, seededRandom } from '../seeded-random.js';
import { segmentAt } from './media-time.js';

export interface CrowdAssumptions {
  readonly name: string;
  readonly viewers: number;
  /** Most viewers per second arrive after this long; all but 4% within five times as long. */
  readonly riseSeconds: number;
  readonly assets: number;
  /** The asset of rank r is watched 1/r^exponent times as often as the first. */
  readonly zipfExponent: number;
  readonly assetSeconds: number;
  /** Share of viewers who begin somewhere in the asset, by a link or a seek; the others begin at its start. */
  readonly beginElsewhere: number;
  /** Share of viewers who see less than a fifth of what is left. All others stay for as long as the model runs. */
  readonly leaveEarly: number;
  /** Share of viewers whose network allows the highest rendition; the same share of the others the next, and so on down. */
  readonly onTheHighest: number;
}

/** One array for each member, since there are millions of viewers. In order of arrival. */
export interface Audience {
  /** Seconds since the crowd began to arrive. */
  readonly arrivedAt: Float64Array;
  readonly asset: Uint16Array;
  /** Index in the ladder, 0 the lowest. */
  readonly rendition: Uint8Array;
  /** The first segment that a viewer plays, and the one after the last. */
  readonly first: Uint16Array;
  readonly end: Uint16Array;
}

const EARLY_PART = 0.2;

/** @param renditions number of renditions in the ladder. */
export function audienceOf(crowd: CrowdAssumptions, renditions: number, seed: number): Audience {
  const { viewers, assetSeconds } = crowd;
  const random = seededRandom(seed);
  const arrivedAt = Float64Array.from({ length: viewers }, () => arrival(crowd.riseSeconds, random)).sort();
  const audience = {
    arrivedAt,
    asset: new Uint16Array(viewers),
    rendition: new Uint8Array(viewers),
    first: new Uint16Array(viewers),
    end: new Uint16Array(viewers),
  };
  const pickAsset = zipf(crowd.assets, crowd.zipfExponent);
  const segments = segmentAt(assetSeconds);
  for (let viewer = 0; viewer < viewers; viewer++) {
    const from = random.uniform() < crowd.beginElsewhere ? random.uniform() * assetSeconds : 0;
    const part = random.uniform() < crowd.leaveEarly ? EARLY_PART * random.uniform() : 1;
    audience.asset[viewer] = pickAsset(random.uniform());
    audience.rendition[viewer] = pickRendition(crowd.onTheHighest, renditions, random);
    audience.first[viewer] = segmentAt(from);
    audience.end[viewer] = Math.min(segments, segmentAt(from + part * (assetSeconds - from)) + 1);
  }
  return audience;
}

/** The sum of two exponential times, which is a gamma distribution: few at first, a crowd, then fewer and fewer. */
function arrival(riseSeconds: number, random: SeededRandom): number {
  return -riseSeconds * Math.log((1 - random.uniform()) * (1 - random.uniform()));
}

function pickRendition(onTheHighest: number, renditions: number, random: SeededRandom): number {
  let rendition = renditions - 1;
  while (rendition > 0 && random.uniform() >= onTheHighest) rendition--;
  return rendition;
}
