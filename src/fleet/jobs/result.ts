/** What a worker reports of a job that it has done: where the bytes are, and what they are. */
import { z } from 'zod';
import type { FleetSeal } from '../fleet-seal.js';

/** No segment is larger: an encoder process may write no more (256 MiB), and packaging adds little. */
export const MAX_SEGMENT_BYTES = 300 * 1024 * 1024;

const ms = z.number().min(0).max(86_400_000);

const resultSchema = z.strictObject({
  worker: z.string().regex(/^[0-9a-f-]{8,64}$/),
  /** Where the worker serves the bytes. Only the key's holders can say so, so that origins fetch from nowhere else. */
  url: z.url({ protocol: /^https?$/ }).max(2048),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().min(1).max(MAX_SEGMENT_BYTES),
  timings: z.strictObject({ queueMs: ms, feedMs: ms, encodeMs: ms, packageMs: ms }),
  slotMs: ms,
});

export type JobResult = z.output<typeof resultSchema>;

export function sealResult(seal: FleetSeal, jobId: string, result: JobResult): string {
  return seal.seal('result', jobId, result);
}

/** Undefined for a result that no worker of this fleet gave for this job. */
export function openResult(seal: FleetSeal, jobId: string, sealed: unknown): JobResult | undefined {
  return seal.open('result', jobId, sealed, resultSchema);
}
