/** Produces segments of text: takes the cues of a segment out of all, which needs no encoder. */
import type { Asset, Texts } from '../../assets/index.js';
import type { TextRendition } from '../../encoder/index.js';
import type { WorkContext } from '../../shared/single-flight.js';
import { segmentOfText } from '../../text/index.js';
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
  const { boundaries, timescale } = asset.map;
  const milliseconds = (boundary: number) => (boundaries[boundary]! * 1000) / timescale;
  const range = { start: milliseconds(segment), end: milliseconds(segment + 1) };
  const { bytes, isCut } = segmentOfText(text, range);
  if (isCut) texts.reportCut(asset, rendition);
  const timings = { ...NO_TIME, feedMs: readAt - startedAt, packageMs: performance.now() - readAt };
  return { bytes, timings, slotMs: 0 };
}
