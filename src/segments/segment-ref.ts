/** Which segment: of what variant, and which one of it. Made once, where the URL is parsed. */
import { hasSegment, segmentCount, type Variant } from '../assets/index.js';
import type { SegmentedRendition, StillRendition } from '../encoder/index.js';
import { OnplayError } from '../shared/errors.js';
import type { SegmentName } from '../shared/media-url.js';

export interface SegmentRef {
  readonly variant: Variant;
  readonly name: SegmentName;
  /** Identifies the segment's bytes in caches, entity tags and the log: `v720-77ab…/3`. */
  readonly key: string;
}

/** A segment; or what segments of several assets share, as parameter sets. */
export type Producible = SegmentRef | { readonly key: string; readonly variant?: undefined };

/**
 * Whether it is kept behind memory. Frames are not: a film has a million images of them in all sizes and formats, which a client may ask
 * for one by one, and hardly one of them is asked for again. Nor are posters and previews with the marks of a session.
 */
export function isStored(item: Producible): item is SegmentRef {
  const rendition = item.variant?.rendition;
  return rendition !== undefined && !(rendition.kind === 'image' && isForOne(rendition));
}

function isForOne(rendition: StillRendition): boolean {
  const { purpose } = rendition;
  if (purpose === 'poster' || purpose === 'preview') return rendition.marks !== undefined;
  return purpose === 'frame';
}

export function segmentRef(variant: Variant, name: SegmentName): SegmentRef {
  return { variant, name, key: `${variant.key}/${name}` };
}

/** Whether the variant has this segment; text and images have no init segment. */
export function isSegment({ variant, name }: SegmentRef): boolean {
  return name === 'init' ? hasInit(variant.rendition) : hasSegment(variant, name);
}

function hasInit(rendition: SegmentedRendition): boolean {
  return rendition.kind === 'image' ? rendition.purpose === 'trick' : rendition.kind !== 'text';
}

/** How many segments another server may be ahead of this one, in a master that grows. */
const AHEAD = 8;

/**
 * Returns the error for a segment that the variant does not have: of a master that grows it may come soon, or have come since the
 * last look. Then players retry, and no cache keeps the answer.
 */
export function segmentMissing({ variant, name }: SegmentRef): OnplayError {
  const { presentation } = variant.asset;
  const isNear = name !== 'init' && name < segmentCount(variant) + AHEAD;
  return isNear && !presentation.isComplete ? segmentPending() : segmentUnknown();
}

/** Returns the error for a segment that the rendition does not have. */
export function segmentUnknown(): OnplayError {
  return new OnplayError('segment_unknown', { publicDetail: 'The rendition has no such segment.' });
}

function segmentPending(): OnplayError {
  return new OnplayError('segment_pending', {
    publicDetail: 'The master is still written, and has no such segment yet. Try again in a second.',
    retryable: true,
    about: 'moment',
  });
}
