/** Days under one set of assumptions and another, and what they save. Pure. */
import { type DayAssumptions, dayOf } from './catalogue.js';
import type { LadderCost } from './measured-costs.js';
import type { CacheLimits } from './modelled-cache.js';
import { type ServerCosts, simulateDay } from './simulated-day.js';

/** What a view, a second and a byte cost on both sides. */
export interface BothCosts {
  readonly server: ServerCosts;
  /** Of the whole ladder. */
  readonly ladder: LadderCost;
}

export interface Case {
  readonly name: string;
  readonly day: DayAssumptions;
  /** What keeps segments: the server alone, or an edge in front of it. */
  readonly kept: CacheLimits;
}

/** The server with its own settings and nothing in front of it. */
export const ORIGIN_ALONE: CacheLimits = { bytes: 268_435_456, seconds: 600 };

/** In front of the server, an edge that fetches each segment once a day. */
export const EDGE_FOR_A_DAY: CacheLimits = { bytes: Number.POSITIVE_INFINITY, seconds: 86_400 };

export const BASE: Case = {
  name: 'base',
  kept: EDGE_FOR_A_DAY,
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
  varied('everybody sees the end', { leaveEarly: 0, seeTheEnd: 1 }),
  varied('5,000 assets, as many views', { assets: 5000, viewsPerDay: 5000 }),
  varied('50 assets, as many views', { assets: 50, viewsPerDay: 50 }),
  varied('half of them over 1 minute', { medianSeconds: 60 }),
  varied('half of them over 30 minutes', { medianSeconds: 1800 }),
  varied('all on the highest rendition', { onTheHighest: 1 }),
];

function varied(name: string, day: Partial<DayAssumptions>, kept = BASE.kept): Case {
  return { name, day: { ...BASE.day, ...day }, kept };
}

/** The base with more or fewer views. */
export function withViews(viewsPerDay: number, kept: CacheLimits): Case {
  return varied(`${viewsPerDay} views`, { viewsPerDay }, kept);
}

/** Of both sides. */
export interface DayCosts {
  readonly processorSeconds: { readonly onplay: number; readonly ladder: number };
  /** On top of the masters. */
  readonly bytes: { readonly onplay: number; readonly ladder: number };
  /** Of all assets together. */
  readonly catalogueSeconds: number;
}

export function costsOf({ day, kept }: Case, { server, ladder }: BothCosts, seed: number): DayCosts {
  const drawn = dayOf(day, server.video.length, seed);
  const { processorSeconds, keptBytes } = simulateDay(drawn, server, kept);
  const catalogueSeconds = drawn.durations.reduce((sum, seconds) => sum + seconds, 0);
  return {
    processorSeconds: { onplay: processorSeconds, ladder: catalogueSeconds * ladder.processor },
    bytes: { onplay: keptBytes, ladder: catalogueSeconds * ladder.bytes },
    catalogueSeconds,
  };
}

/** How much less, in percent; below 0 where it is more. */
export function percentLess({
  onplay,
  ladder,
}: {
  readonly onplay: number;
  readonly ladder: number;
}): number {
  return 100 * (1 - onplay / ladder);
}
