/** The metrics of a worker, beside those of its encodes. */
import { Counter, type Registry } from 'prom-client';
import { addGauge } from '../../shared/metrics.js';

export interface WorkerMetrics {
  /** Jobs that ended here, by outcome. */
  readonly jobs: Counter<'outcome'>;
}

/** What is asked at the moment of a scrape. */
interface WorkerGauges {
  /** Jobs in progress. */
  readonly running: () => number;
  /** Of segments that are kept for origins. */
  readonly finishedBytes: () => number;
}

export function workerMetrics(registry: Registry, { running, finishedBytes }: WorkerGauges): WorkerMetrics {
  const registers = [registry];
  const gauge = (name: string, help: string, value: () => number) =>
    addGauge(registry, { name, help, value });
  gauge('onplay_worker_jobs_running', 'Jobs in progress on this worker.', running);
  gauge(
    'onplay_worker_finished_bytes',
    'Bytes of segments that this worker keeps for origins.',
    finishedBytes,
  );
  return {
    jobs: new Counter({
      name: 'onplay_worker_jobs_total',
      help: 'Jobs that ended on this worker, by outcome.',
      labelNames: ['outcome'],
      registers,
    }),
  };
}
