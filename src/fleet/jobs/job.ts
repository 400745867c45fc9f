/** A job of the fleet: a reference to a segment, as JSON that is bounded in size and checked where it is read. */

import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SegmentRef } from '../../segments/index.js';
import { maximumBytes, toAssetId } from '../../shared/asset-id.js';
import { writeMarks } from '../../shared/marks/granted-marks.js';
import type { PlaybackLane } from '../../shared/scheduler/scheduler.js';
import type { FleetSeal } from '../fleet-seal.js';

/** The lanes have queues of their own, as they have slots of their own in the scheduler. */
export type JobLane = PlaybackLane;
export const JOB_LANES: readonly JobLane[] = ['heavy', 'light'];

/** Beyond this a deadline makes no difference. */
const MAX_DUE_IN_MS = 600_000;

const assetId = z
  .string()
  .max(maximumBytes)
  .transform((name, context) => {
    try {
      return toAssetId(name);
    } catch {
      context.addIssue({ code: 'custom', message: 'not the name of an asset' });
      return z.NEVER;
    }
  });

const jobSchema = z.strictObject({
  asset: assetId,
  /** Of the master: a worker that finds another one does not encode. */
  version: z.string().min(1).max(256),
  /** Names the rendition, and all that determines its bytes; see `Variant`. */
  variantKey: z.string().regex(/^[a-z][a-z0-9-]{1,80}$/),
  segment: z.int().min(0).max(9_999_999),
  /** For whom: the tenant of a token, or of the asset. Decides about turns, and about nothing of the bytes. */
  tenant: z.string().min(1).max(maximumBytes),
  /** Those of the rendition, where it has some, as `writeMarks` writes them. */
  marks: z.string().max(4096).optional(),
  /** Of the second variant of a hidden mark: key of its patterns, see `AssetTraceKeys`. */
  patterns: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /** Of audio with a gain: see `GainSeal`. */
  gainSeal: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  priority: z.enum(['demand', 'prefetch']),
  /** How long until a viewer needs it. A duration, since the clocks of two machines differ. */
  dueInMs: z.number().min(0).max(MAX_DUE_IN_MS),
  /** W3C Trace Context: the span of the request that waits for the segment. */
  traceparent: z
    .string()
    .regex(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/)
    .optional(),
});

export type Job = z.output<typeof jobSchema>;

interface JobMoment extends Pick<Job, 'tenant' | 'priority' | 'traceparent'> {
  /** May be negative for a viewer who waits already. */
  readonly dueInMs: number;
}

/** The job of a media segment. Init segments are no jobs: each origin has theirs at hand. */
export function jobOf({ variant, name }: SegmentRef, moment: JobMoment): Job {
  const { tenant, priority, dueInMs, traceparent } = moment;
  const { marked } = variant.asset;
  const marks = marked && writeMarks(marked.marks);
  const { rendition } = variant;
  const patterns = rendition.kind === 'video' ? rendition.trace?.patterns : undefined;
  const gainSeal = rendition.kind === 'audio' ? rendition.gain?.seal : undefined;
  return {
    asset: variant.asset.id,
    version: variant.asset.master.version,
    variantKey: variant.key,
    segment: Number(name),
    ...(marks !== undefined && { marks }),
    ...(patterns !== undefined && { patterns }),
    ...(gainSeal !== undefined && { gainSeal }),
    tenant,
    priority,
    dueInMs: Math.round(Math.min(MAX_DUE_IN_MS, Math.max(0, dueInMs))),
    ...(traceparent !== undefined && { traceparent }),
  };
}

/**
 * The id of the job of a segment, the same for everyone who asks for it, so that the fleet encodes it once. It begins with a
 * letter and has no colon, as BullMQ requires.
 */
export function jobIdOf({
  asset,
  version,
  variantKey,
  segment,
}: Pick<Job, 'asset' | 'version' | 'variantKey' | 'segment'>): string {
  const hash = createHash('sha256').update(`${asset}\0${version}\0${variantKey}/${segment}`).digest('hex');
  return `s${hash.slice(0, 40)}`;
}

/** Whether a text can be the id of a job. */
export function isJobId(text: string): boolean {
  return /^s[0-9a-f]{40}$/.test(text);
}

/** The job as it lies in the queue. */
export function sealJob(seal: FleetSeal, job: Job): string {
  return seal.seal('job', jobIdOf(job), job);
}

/** Reads a job from the queue; undefined unless it was sealed by the fleet's key, for this id. */
export function openJob(seal: FleetSeal, id: string, sealed: unknown): Job | undefined {
  const job = seal.open('job', id, sealed, jobSchema);
  // The id is of the segment, so that no result is taken for another one's.
  return job && jobIdOf(job) === id ? job : undefined;
}
