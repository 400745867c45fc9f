/** Produces segments of text: takes the cues of a segment out of all, which needs no encoder. */
import { setImmediate } from 'node:timers/promises';
import type { Asset } from '../../assets/index.js';
import type { TextRendition } from '../../encoder/index.js';
import type { WorkContext } from '../../shared/single-flight.js';
import { NO_TIME, type ProducedSegment } from '../produced-segment.js';
import type { TextDocuments } from './text-documents.js';
import { cuesOfSegment, textSegment } from './text-segment.js';

/** Which segment, of which text. */
interface TextRequest {
  readonly asset: Asset;
  readonly rendition: TextRendition;
  readonly segment: number;
}

/** Written in less time than a slot takes to be had. Subtitles that one can read have ten in a segment. */
const FEW_CUES = 100;

/** @throws OnplayError as `TextDocuments.of`. */
export async function produceText(
  documents: TextDocuments,
  { asset, rendition, segment }: TextRequest,
  context: WorkContext,
): Promise<ProducedSegment> {
  const startedAt = performance.now();
  const document = await documents.of(asset, rendition, context);
  const readAt = performance.now();
  const cues = cuesOfSegment(document, asset.map, segment);
  const write = async () => {
    // Others are answered between two large segments.
    if (cues.length > FEW_CUES) await setImmediate();
    return textSegment(document, cues);
  };
  const { bytes, isCut } = await (cues.length > FEW_CUES ? documents.inSlot(write, context) : write());
  if (isCut) documents.reportCut(asset, rendition, document);
  const timings = { ...NO_TIME, feedMs: readAt - startedAt, packageMs: performance.now() - readAt };
  return { bytes, timings, slotMs: 0 };
}
