/** What viewers see: how long they wait for the first segment, and whether playback stalls. Pure. */
import { quantile } from '../statistics.js';
import { type Demand, HORIZON_SECONDS, renditionPlayed } from './demand.js';
import { requestDelay, startOf } from './media-time.js';

export interface Answers {
  /** When each segment is encoded, by key; one that is absent is not within the time of the model. */
  readonly doneAt: ReadonlyMap<number, number>;
  /** From a worker that is done to the edge, in seconds. */
  readonly delivery: number;
  /** How long a session that begins in each second waits for its manifest. */
  readonly manifestWaits: Float64Array;
  /** Index of the initial rendition. */
  readonly starting: number;
}

export interface Experience {
  /** Of each viewer looked at: when it came, and how long it waited for its first segment, in seconds, in order of arrival. */
  readonly startups: readonly (readonly [arrivedAt: number, waited: number])[];
  /** The share of them whose playback stalled later. */
  readonly stalled: number;
}

/** Enough for a 99th percentile that another sample would not move. */
const MAX_SAMPLE = 40_000;
/** A stall that a viewer notices, in seconds. */
const NOTICED_SECONDS = 0.1;
/** A sliding percentile is over viewers who came within this many seconds. */
const WINDOW_SECONDS = 10;

/** Looks at all viewers, or at every n-th of a larger crowd. */
export function experienceOf(demand: Demand, answers: Answers): Experience {
  const { arrivedAt } = demand.audience;
  const step = Math.ceil(arrivedAt.length / MAX_SAMPLE);
  const startups: [number, number][] = [];
  let stalls = 0;
  for (let viewer = 0; viewer < arrivedAt.length; viewer += step) {
    const at = arrivedAt[viewer]!;
    if (at >= HORIZON_SECONDS) break;
    const waited = startupOf(viewer, demand, answers);
    startups.push([at, waited]);
    if (stallSeconds(viewer, at + waited, demand, answers) > NOTICED_SECONDS) stalls += 1;
  }
  return { startups, stalled: stalls / Math.max(1, startups.length) };
}

/** A quantile of the waits of those who came in each window, which is named by its start; windows without a viewer are left out. */
export function waitsOverTime({ startups }: Experience, q: number): (readonly [number, number])[] {
  const windows = Map.groupBy(startups, ([at]) => Math.floor(at / WINDOW_SECONDS));
  return [...windows].map(([window, inside]) => [
    window * WINDOW_SECONDS,
    quantile(
      inside.map(([, waited]) => waited).sort((a, b) => a - b),
      q,
    ),
  ]);
}

/** A quantile of the waits of all viewers. */
export function waitQuantile({ startups }: Experience, q: number): number {
  return quantile(
    startups.map(([, waited]) => waited).sort((a, b) => a - b),
    q,
  );
}

function startupOf(viewer: number, demand: Demand, answers: Answers): number {
  const arrivedAt = demand.audience.arrivedAt[viewer]!;
  const manifestAt = arrivedAt + answers.manifestWaits[Math.floor(arrivedAt)]!;
  return Math.max(manifestAt, edgeHas(viewer, 0, demand, answers)) - arrivedAt;
}

/** Seconds without media after playback has begun. */
function stallSeconds(viewer: number, startedAt: number, demand: Demand, answers: Answers): number {
  const { first, end, arrivedAt } = demand.audience;
  let stalled = 0;
  for (let played = 1; first[viewer]! + played < end[viewer]!; played++) {
    const ahead = startOf(first[viewer]! + played) - startOf(first[viewer]!);
    // Later requests are beyond the model.
    if (arrivedAt[viewer]! + requestDelay(ahead) >= HORIZON_SECONDS) break;
    const wantedAt = startedAt + ahead + stalled;
    stalled += Math.max(0, edgeHas(viewer, played, demand, answers) - wantedAt);
  }
  return stalled;
}

/** When the edge can answer a viewer's request, at the earliest. */
function edgeHas(viewer: number, played: number, { audience, keys }: Demand, answers: Answers): number {
  const rendition = renditionPlayed(audience, viewer, played, answers.starting);
  const key = keys.of(audience.asset[viewer]!, rendition, audience.first[viewer]! + played);
  return (answers.doneAt.get(key) ?? HORIZON_SECONDS) + answers.delivery;
}
