/** Simulated days under different assumptions, and their savings. Pure. */
import { type DayAssumptions, dayOf } from './catalogue.js';
import type { LadderCost } from './measured-costs.js';
import type { CacheLimits } from './modelled-cache.js';
import { type ServerCosts, simulateDay } from './simulated-day.js';

/** The measured costs of both sides. */
export interface BothCosts {
  readonly server: ServerCosts;
  /** Cost of the whole ladder. */
  readonly ladder: LadderCost;
}

export interface Case {
  readonly name: string;
  readonly day: DayAssumptions;
  /** The cache of segments: the server's own, or that of an edge in front of it. */
  readonly cache: CacheLimits;
}

/** The server's cache with its default settings, and no edge. */
export const ORIGIN_ALONE: CacheLimits = { bytes: 268_435_456, seconds: 600 };

/** An edge in front of the server that fetches each segment once a day. */
export const EDGE_FOR_A_DAY: CacheLimits = { bytes: Number.POSITIVE_INFINITY, seconds: 86_400 };

export const BASE: Case = {
  name: 'base',
  cache: EDGE_FOR_A_DAY,
  day: {
    assets: 500,
    viewsPerDay: 500,
    zipfExponent: 1,
    medianSeconds: 300,
    leaveEarly: 0.6,
    seeTheEnd: 0.2,
    onTheHighest: 0.5,
  },
};

/** One assumption changed at a time. */
export const VARIATIONS: readonly Case[] = [
  varied('no edge', {}, ORIGIN_ALONE),
  ...[100, 250, 1000, 2500].map((viewsPerDay) => varied(`${viewsPerDay} views`, { viewsPerDay })),
  ...[0.6, 0.8, 1.2].map((zipfExponent) => varied(`Zipf exponent ${zipfExponent}`, { zipfExponent })),
  varied('30% leave early', { leaveEarly: 0.3 }),
  varied('every view reaches the end', { leaveEarly: 0, seeTheEnd: 1 }),
  varied('5,000 assets, as many views', { assets: 5000, viewsPerDay: 5000 }),
  varied('50 assets, as many views', { assets: 50, viewsPerDay: 50 }),
  varied('half of them over 1 minute', { medianSeconds: 60 }),
  varied('half of them over 30 minutes', { medianSeconds: 1800 }),
  varied('all on the highest rendition', { onTheHighest: 1 }),
];

function varied(name: string, day: Partial<DayAssumptions>, cache = BASE.cache): Case {
  return { name, day: { ...BASE.day, ...day }, cache };
}

/** The base with more or fewer views. */
export function withViews(viewsPerDay: number, cache: CacheLimits): Case {
  return varied(`${viewsPerDay} views`, { viewsPerDay }, cache);
}

/** The costs of a day on both sides. */
export interface DayCosts {
  readonly processorSeconds: { readonly onplay: number; readonly ladder: number };
  /** On top of the masters. */
  readonly bytes: { readonly onplay: number; readonly ladder: number };
  /** Total duration of all assets. */
  readonly catalogueSeconds: number;
}

export function costsOf({ day, cache }: Case, { server, ladder }: BothCosts, seed: number): DayCosts {
  const drawn = dayOf(day, server.video.length, seed);
  const { processorSeconds, storedBytes } = simulateDay(drawn, server, cache);
  const catalogueSeconds = drawn.durations.reduce((sum, seconds) => sum + seconds, 0);
  return {
    processorSeconds: { onplay: processorSeconds, ladder: catalogueSeconds * ladder.processor },
    bytes: { onplay: storedBytes, ladder: catalogueSeconds * ladder.bytes },
    catalogueSeconds,
  };
}

/** How much less Onplay costs, in percent; negative if more. */
export function percentLess({
  onplay,
  ladder,
}: {
  readonly onplay: number;
  readonly ladder: number;
}): number {
  return 100 * (1 - onplay / ladder);
}
