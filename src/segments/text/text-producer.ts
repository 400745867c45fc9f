/** Produces segments of text: takes the cues of a segment out of all, which needs no encoder. */
import type { Asset, Texts } from '../../assets/index.js';
import type { TextRendition } from '../../encoder/index.js';
import type { WorkContext } from '../../shared/single-flight.js';
import { segmentOfClippedText, segmentOfText, type TimeRange } from '../../text/index.js';
import { NO_TIME, type ProducedSegment } from '../produced-segment.js';

/** Which segment, of which text. */
interface TextRequest {
  readonly asset: Asset;
  readonly rendition: TextRendition;
  /** From 0. */
  readonly segment: number;
}

/** @throws OnplayError as `Texts.written`. */
export async function produceText(
  texts: Texts,
  { asset, rendition, segment }: TextRequest,
  context: WorkContext,
): Promise<ProducedSegment> {
  const startedAt = performance.now();
  const text = await texts.written(asset, rendition, context);
  const readAt = performance.now();
  const range = rangeOf(asset, segment, segment + 1);
  const { bytes, isCut } = asset.clip
    ? segmentOfClippedText(text, range, rangeOf(asset, 0, asset.map.count))
    : segmentOfText(text, range);
  if (isCut) texts.reportCut(asset, rendition);
  const timings = { ...NO_TIME, feedMs: readAt - startedAt, packageMs: performance.now() - readAt };
  return { bytes, timings, slotMs: 0 };
}

/** In milliseconds of the whole, from the beginning of one segment to that of another. */
function rangeOf({ map: { boundaries, timescale } }: Asset, first: number, end: number): TimeRange {
  const timeOf = (segment: number) => (boundaries[segment]! * 1000) / timescale;
  return { start: timeOf(first), end: timeOf(end) };
}
