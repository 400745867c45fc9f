/** One crowd through the whole model. Pure. */
import type { CrowdAssumptions } from './audience.js';
import { type Capacity, DELIVERY_SECONDS, deliveryOf } from './cases.js';
import { type Demand, demandOf, HORIZON_SECONDS } from './demand.js';
import { encodeJobs } from './encode-jobs.js';
import { type Experience, experienceOf } from './experience.js';
import { type EncodeJob, encodeAll, type FleetRun } from './fleet.js';
import { answerAll, type OriginRun } from './origins.js';
import type { ServiceTimes } from './service-times.js';

/** What a crowd needs, whatever there is for it. */
export interface CrowdNeeds {
  readonly crowd: CrowdAssumptions;
  readonly demand: Demand;
  readonly jobs: readonly EncodeJob[];
  readonly edges: number;
  /** Seconds of processor time of the origins, by second. */
  readonly originWork: Float64Array;
  readonly peaks: {
    /** Per second. */
    readonly sessions: number;
    /** Processors that origins and workers need so that nothing waits for one. */
    readonly originCores: number;
    readonly encoderCores: number;
    /** Bytes per second. */
    readonly fromOrigins: number;
    readonly fromEdges: number;
  };
}

export interface CrowdOutcome {
  readonly fleet: FleetRun;
  readonly origins: OriginRun;
  readonly experience: Experience;
}

const SEED = 1;
/** Peaks are means over this many seconds: a queue smooths what is shorter. */
const PEAK_SECONDS = 10;

/** @param session seconds of an origin's processor time for each session. */
export function needsOf(crowd: CrowdAssumptions, times: ServiceTimes, session: number): CrowdNeeds {
  const delivery = deliveryOf(crowd.viewers, times);
  const demand = demandOf(crowd, delivery, SEED);
  const jobs = encodeJobs(demand, times, SEED);
  const { sessions, fetches, fetchedBytes } = demand;
  const originWork = sessions.map(
    (count, second) =>
      count * session + fetches[second]! * times.cachedRequest + fetchedBytes[second]! * times.cachedByte,
  );
  return {
    ...{ crowd, demand, jobs, originWork },
    edges: delivery.edges,
    peaks: {
      sessions: peakOf(sessions),
      originCores: peakOf(originWork),
      encoderCores: peakOf(workOf(jobs)),
      fromOrigins: peakOf(fetchedBytes),
      fromEdges: peakOf(demand.viewerBytes),
    },
  };
}

/** How the crowd fares with this capacity. */
export function outcomeOf(needs: CrowdNeeds, times: ServiceTimes, capacity: Capacity): CrowdOutcome {
  const run = encodeAll(needs.jobs, capacity.workers, HORIZON_SECONDS);
  const origins = answerAll(needs.originWork, capacity.origins);
  const { starting } = deliveryOf(needs.crowd.viewers, times);
  const answers = { doneAt: run.doneAt, delivery: DELIVERY_SECONDS, manifestWaits: origins.waits, starting };
  return { fleet: run, origins, experience: experienceOf(needs.demand, answers) };
}

/** Seconds of a worker's processor that jobs bring, by second. */
function workOf(jobs: readonly EncodeJob[]): Float64Array {
  const work = new Float64Array(HORIZON_SECONDS);
  for (const { at, seconds } of jobs) if (at < HORIZON_SECONDS) work[Math.floor(at)]! += seconds;
  return work;
}

/** The largest mean over `PEAK_SECONDS`. */
function peakOf(bySecond: Float64Array): number {
  let peak = 0;
  for (let from = 0; from + PEAK_SECONDS <= bySecond.length; from++) {
    const sum = bySecond.subarray(from, from + PEAK_SECONDS).reduce((total, each) => total + each, 0);
    peak = Math.max(peak, sum / PEAK_SECONDS);
  }
  return peak;
}
