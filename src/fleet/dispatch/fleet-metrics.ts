/** The metrics of an origin that has a fleet. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { addGauge } from '../../shared/metrics.js';
import type { JobLane } from '../jobs/job.js';
import type { FleetView } from './presence.js';

export interface FleetMetrics {
  /** Segments that the fleet was asked for, by what became of them. */
  readonly jobs: Counter<'outcome'>;
  /** Segments that this origin encoded itself although it has a fleet, by the reason. */
  readonly fallbacks: Counter<'reason'>;
  /** Until a worker takes up a job, in seconds. */
  readonly waitSeconds: Histogram<'lane'>;
  /** Fetching the bytes of a segment from a worker, in seconds. */
  readonly fetchSeconds: Histogram;
}

/** What is asked at the moment of a scrape. */
interface FleetGauges {
  readonly view: () => FleetView;
  /** How long the oldest job of this origin has waited for a worker, in milliseconds; 0 if none waits. */
  readonly oldestWaitMs: () => number;
}

const waitBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30];
const fetchBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

export function fleetMetrics(registry: Registry, { view, oldestWaitMs }: FleetGauges): FleetMetrics {
  const registers = [registry];
  const gauge = (name: string, help: string, value: () => number) =>
    addGauge(registry, { name, help, value });
  const laneGauge = (name: string, help: string, value: () => Readonly<Record<JobLane, number>>) =>
    new Gauge({
      ...{ name, help, registers, labelNames: ['lane'] },
      collect() {
        for (const [lane, number] of Object.entries(value())) this.set({ lane }, number);
      },
    });
  gauge('onplay_fleet_up', 'Whether Redis answers and workers live, so that the fleet encodes.', () =>
    view().workers > 0 ? 1 : 0,
  );
  gauge('onplay_fleet_workers', 'Workers that live.', () => view().workers);
  laneGauge('onplay_fleet_slots', 'Slots of all workers, by lane.', () => view().slots);
  laneGauge(
    'onplay_fleet_queue_depth',
    'Jobs of all origins that wait for a worker, by lane.',
    () => view().waiting,
  );
  gauge(
    'onplay_fleet_dead_letters',
    'Jobs that failed for good, see `onplay jobs`.',
    () => view().deadLetters,
  );
  gauge(
    'onplay_fleet_oldest_wait_seconds',
    'How long the oldest job of this origin waits for a worker.',
    () => oldestWaitMs() / 1000,
  );
  return {
    jobs: new Counter({
      name: 'onplay_fleet_jobs_total',
      help: 'Segments that the fleet was asked for, by what became of them.',
      labelNames: ['outcome'],
      registers,
    }),
    fallbacks: new Counter({
      name: 'onplay_fleet_fallbacks_total',
      help: 'Segments that this origin encoded itself although it has a fleet, by the reason.',
      labelNames: ['reason'],
      registers,
    }),
    waitSeconds: new Histogram({
      name: 'onplay_fleet_wait_seconds',
      help: 'Until a worker takes up a job, by lane.',
      labelNames: ['lane'],
      buckets: waitBuckets,
      registers,
    }),
    fetchSeconds: new Histogram({
      name: 'onplay_fleet_fetch_seconds',
      help: 'Fetching the bytes of a segment from a worker.',
      buckets: fetchBuckets,
      registers,
    }),
  };
}
