/** Reads the captions of a segment out of the master's samples. */
import { CC_TYPE, type Construct, sampleCaptions } from '../../bitstream/index.js';
import { captionSyntax, framesOf, type SegmentMap, segmentLength } from '../../masters/index.js';
import type { ByteSource } from '../../stores/index.js';
import { frameTime, type VideoTrack } from '../../tracks/index.js';
import { eachSample } from '../feed/sample-bytes.js';
import { segmentSamples } from '../plan/segment-samples.js';
import { maxConstructs } from './caption-limits.js';

/** The captions of one frame of the master. */
export interface FrameCaptions {
  /** When the frame is presented, in ticks. */
  readonly time: number;
  /** At least one. */
  readonly constructs: readonly Construct[];
}

interface CaptionedSegment {
  readonly track: VideoTrack;
  readonly map: SegmentMap;
  readonly segment: number;
}

/**
 * Returns the captions of a segment in the order of presentation: of the frames that have any, without padding.
 * @throws OnplayError the errors of reading the master.
 */
export async function segmentCaptions(
  { track, map, segment }: CaptionedSegment,
  source: ByteSource,
): Promise<readonly FrameCaptions[]> {
  const syntax = captionSyntax(track);
  if (!syntax) return [];
  const run = segmentSamples(track, map, segment);
  const found: Construct[][] = [];
  for await (const sample of eachSample(track.samples, run, source))
    found.push(sampleCaptions(sample, syntax));
  const padding = new Padding();
  const [firstFrame] = framesOf(map, segment);
  let left = maxConstructs(segmentLength(map, segment));
  return Array.from(run.frames, (sample, i): FrameCaptions => {
    // A picture that is shown longer may be several frames.
    const isHeld = i > 0 && run.frames[i - 1] === sample;
    const own = isHeld ? [] : found[sample - run.first]!.filter((construct) => padding.isNone(construct));
    const constructs = own.slice(0, left);
    left -= constructs.length;
    return { time: frameTime(track, firstFrame + i), constructs };
  }).filter(({ constructs }) => constructs.length > 0);
}

const WITHOUT_PARITY = 0x7f;

/**
 * Tells the padding of CEA-608, which most frames have. Only the first after a pair of data is none: it separates the pair from the
 * next, which means something else if it repeats it at once (ANSI/CTA-608 8.3).
 */
class Padding {
  readonly #isAfterData = [true, true];

  isNone({ type, first, second }: Construct): boolean {
    if (type > CC_TYPE.field2) return true;
    const wasAfterData = this.#isAfterData[type]!;
    const isData = ((first | second) & WITHOUT_PARITY) !== 0;
    this.#isAfterData[type] = isData;
    return isData || wasAfterData;
  }
}
