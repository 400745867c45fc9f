/** A producer without ffmpeg, whose encodes take until the test finishes them. */
import type { ProducedSegment } from '../../../../src/segments/produced-segment.js';
import type { SegmentProducer } from '../../../../src/segments/segment-producer.js';
import { encodeCancelled } from '../../../../src/shared/scheduler/errors.js';

export interface ControlledProducer extends SegmentProducer {
  /** In the bytes of what it produces. */
  readonly name: string;
  /** The keys of all encodes that were started, in order. */
  readonly started: readonly string[];
  /** The keys of those whose signal has aborted. */
  readonly cancelled: readonly string[];
  /** Whether encodes finish at once by themselves; true by default. */
  automatic: boolean;
  /** What encodes fail with from now on. */
  failure: Error | undefined;
  /** Finishes the encodes that run. */
  finish(): void;
  queueLength: number;
}

const TIMINGS = { queueMs: 0, feedMs: 1, encodeMs: 2, packageMs: 3 };

export function controlledProducer(name: string): ControlledProducer {
  const started: string[] = [];
  const cancelled: string[] = [];
  let finishers: (() => void)[] = [];
  const producer: ControlledProducer = {
    ...{ name, started, cancelled, automatic: true, failure: undefined, slots: 2, queueLength: 0 },
    waitingClients: () => 0,
    finish: () => {
      for (const finish of finishers.splice(0)) finish();
    },
    produce: (ref, { signal }) => {
      started.push(ref.key);
      const produced: ProducedSegment = {
        bytes: Buffer.from(`${ref.key} by ${name}`),
        timings: TIMINGS,
        slotMs: 6,
      };
      if (producer.failure) return Promise.reject(producer.failure);
      if (producer.automatic) return Promise.resolve(produced);
      return new Promise((resolve, reject) => {
        const finish = () => resolve(produced);
        finishers.push(finish);
        signal.addEventListener('abort', () => {
          finishers = finishers.filter((other) => other !== finish);
          cancelled.push(ref.key);
          reject(encodeCancelled());
        });
      });
    },
  };
  return producer;
}
