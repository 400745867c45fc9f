/** The parts that a session plays one after another. */
import {
  type Asset,
  completed,
  pieceOf,
  piecesWithin,
  programmeOf,
  type Sequence,
  sequenceOf,
} from '../../../assets/index.js';
import type { ClipRange } from '../../../shared/clip.js';
import { marksUnsupported } from '../entry/refuse-marks.js';
import { traceUnsupported } from '../entry/refuse-trace.js';
import { type SessionView, sessionAsset, type TextReader } from '../entry/session-asset.js';

/**
 * @param pieces of the token. @param view what else the session asks for, or is limited to.
 * @throws OnplayError `sequence_impossible`, `clip_impossible`, `burn_impossible`, `marks_unsupported`, `trace_unsupported`; as `Asset.complete` and `Texts.sourceTrack`.
 */
export async function sessionSequence(
  asset: Asset,
  pieces: readonly ClipRange[],
  { burn, clip, marks, trace }: SessionView,
  reader: TextReader,
): Promise<Sequence> {
  if (marks) throw marksUnsupported();
  if (trace) throw traceUnsupported();
  const whole = await sessionAsset(await completed(asset), { burn, clip: [], marks }, reader);
  const programme = programmeOf(whole);
  const frames = piecesWithin(programme, pieces, clip);
  return sequenceOf(
    programme,
    frames.map((each) => ({ asset: pieceOf(programme, each) })),
  );
}
