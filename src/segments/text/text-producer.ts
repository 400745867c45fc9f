/** Produces segments of text: takes the cues of a segment out of all, which needs no encoder. */
import type { Asset } from '../../assets/index.js';
import type { TextRendition } from '../../encoder/index.js';
import type { WorkContext } from '../../shared/single-flight.js';
import { NO_TIME, type ProducedSegment } from '../produced-segment.js';
import type { TextDocuments } from './text-documents.js';
import { textSegment } from './text-segment.js';

/** Which segment, of which text. */
interface TextRequest {
  readonly asset: Asset;
  readonly rendition: TextRendition;
  readonly segment: number;
}

/** @throws OnplayError as `TextDocuments.of`. */
export async function produceText(
  documents: TextDocuments,
  { asset, rendition, segment }: TextRequest,
  context: WorkContext,
): Promise<ProducedSegment> {
  const startedAt = performance.now();
  const document = await documents.of(asset, rendition, context);
  const readAt = performance.now();
  const bytes = textSegment(document, asset.map, segment);
  const timings = { ...NO_TIME, feedMs: readAt - startedAt, packageMs: performance.now() - readAt };
  return { bytes, timings, slotMs: 0 };
}
