/** Does one job: checks it, finds its segment, has it produced, and keeps the bytes for the origins. */
import { createHash } from 'node:crypto';
import {
  type Asset,
  type AssetLibrary,
  completed,
  findGainedVariant,
  findMarkedVariant,
  findVariant,
  secondVariants,
  type Variant,
  versionGone,
} from '../../assets/index.js';
import {
  isSegment,
  type ProducedSegment,
  type SegmentProducer,
  type SegmentRef,
  segmentMissing,
  segmentRef,
} from '../../segments/index.js';
import { OnplayError } from '../../shared/errors.js';
import { readMarks } from '../../shared/marks/granted-marks.js';
import { clientName } from '../../shared/scheduler/client-name.js';
import { Urgency } from '../../shared/scheduler/urgency.js';
import type { FinishedSegment, FinishedSegments } from '../delivery/finished-segments.js';
import type { Job } from '../jobs/job.js';

export interface JobServices {
  readonly library: Pick<AssetLibrary, 'getForRendition' | 'revalidate'>;
  readonly producer: Pick<SegmentProducer, 'produce'>;
  readonly finished: FinishedSegments;
}

/**
 * Produces the segment of a job, unless this worker still has it: a result may have been lost on its way.
 * @throws OnplayError `master_changed` or `version_gone` for a master that is another one here; `segment_unknown`, `segment_pending`;
 *   what the library and the producer throw.
 */
export async function runJob(
  services: JobServices,
  id: string,
  job: Job,
  signal: AbortSignal,
): Promise<FinishedSegment> {
  const known = services.finished.find(id);
  if (known) return known;
  const ref = await findSegment(services.library, job, signal);
  const urgency = new Urgency(job.priority, performance.now() + job.dueInMs);
  const client = clientName('fleet', job.tenant);
  const produced = await services.producer.produce(ref, { signal, urgency, client });
  return keep(services.finished, id, ref, produced);
}

async function findSegment(
  library: JobServices['library'],
  job: Job,
  signal: AbortSignal,
): Promise<SegmentRef> {
  const variant = await findVariantOf(library, job, signal);
  const ref = segmentRef(variant, job.segment);
  if (!isSegment(ref)) throw segmentMissing(ref);
  return ref;
}

async function lookedAgain(
  library: JobServices['library'],
  { id, variantKey }: { readonly id: Job['asset']; readonly variantKey: string },
  signal: AbortSignal,
): Promise<Asset> {
  await library.revalidate(id);
  return library.getForRendition(id, variantKey, signal);
}

/** The origin may have seen that a master was replaced, or a file put beside it, before this worker has. */
async function findVariantOf(
  library: JobServices['library'],
  { asset: id, version, variantKey, marks, patterns, gainSeal }: Job,
  signal: AbortSignal,
): Promise<Variant> {
  const known = await library.getForRendition(id, variantKey, signal);
  const current =
    known.master.version === version ? known : await lookedAgain(library, { id, variantKey }, signal);
  if (current.master.version !== version) throw otherVersion();
  if (patterns !== undefined) {
    const second = secondVariants(await completed(current), patterns);
    const traced =
      marks === undefined ? findVariant(second, variantKey) : findMarked(second, variantKey, marks);
    if (!traced) throw versionGone();
    return traced;
  }
  if (gainSeal !== undefined) {
    const gained = findGainedVariant(await completed(current), variantKey, gainSeal);
    if (!gained) throw versionGone();
    return gained;
  }
  // Of a film that is cut by its outline, the frames of a clip are known later, and so are those with marks.
  const variant =
    marks === undefined
      ? (findVariant(current, variantKey) ?? findVariant(await completed(current), variantKey))
      : findMarked(await completed(current), variantKey, marks);
  if (!variant) throw versionGone();
  return variant;
}

function findMarked(asset: Asset, variantKey: string, written: string): Variant | undefined {
  const marks = readMarks(written);
  return marks && findMarkedVariant(asset, variantKey, marks);
}

function otherVersion(): OnplayError {
  return new OnplayError('master_changed', {
    publicDetail: 'The master was replaced just now. Try again in a second.',
    retryable: true,
    about: 'moment',
  });
}

function keep(
  finished: FinishedSegments,
  id: string,
  ref: SegmentRef,
  produced: ProducedSegment,
): FinishedSegment {
  const sha256 = createHash('sha256').update(produced.bytes).digest('hex');
  const segment = { ...produced, sha256, fetched: false };
  finished.add(id, ref, segment);
  return segment;
}
