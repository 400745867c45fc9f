/** What the parameter sets before a picture say of its format. */

import { nalUnits } from '../../bitstream/index.js';
import { avcLengthSize, hevcLengthSize } from '../../isobmff/index.js';
import type { VideoTrack } from '../../tracks/index.js';
import { codecConfiguration } from '../sample-description.js';
import { sectionsIn } from './start-codes.js';

type Described = Pick<VideoTrack, 'sampleDescription'>;

/** How H.264 and HEVC name their NAL units. */
interface NalTypes {
  typeOf(byte: number): number;
  readonly sequenceParameterSet: number;
  isSlice(type: number): boolean;
}

/** ITU-T H.264 table 7-1. */
const AVC: NalTypes = {
  typeOf: (byte) => byte & 0x1f,
  sequenceParameterSet: 7,
  isSlice: (type) => type >= 1 && type <= 5,
};
/** ITU-T H.265 table 7-1. */
const HEVC: NalTypes = {
  typeOf: (byte) => (byte >> 1) & 0x3f,
  sequenceParameterSet: 33,
  isSlice: (type) => type < 32,
};

/** H.264: the sequence parameter sets in front of the first slice; undefined where there are none. */
export function avcFormat(head: Uint8Array, { sampleDescription }: Described): string | undefined {
  const configuration = codecConfiguration(sampleDescription, 'avcC');
  return setsBeforeSlice(unitsIn(head, configuration && avcLengthSize(configuration)), AVC);
}

/** The same of HEVC. */
export function hevcFormat(head: Uint8Array, { sampleDescription }: Described): string | undefined {
  const configuration = codecConfiguration(sampleDescription, 'hvcC');
  return setsBeforeSlice(unitsIn(head, configuration && hevcLengthSize(configuration)), HEVC);
}

function setsBeforeSlice(units: Iterable<Uint8Array>, types: NalTypes): string | undefined {
  const sets: string[] = [];
  for (const unit of units) {
    const type = types.typeOf(unit[0] ?? 0);
    if (types.isSlice(type)) break;
    if (type === types.sequenceParameterSet) sets.push(Buffer.from(unit).toString('hex'));
  }
  return sets.length > 0 ? sets.join() : undefined;
}

/** @param lengthSize of samples as in ISO/IEC 14496-15; undefined for those with start codes (ITU-T H.264 annex B). */
function* unitsIn(head: Uint8Array, lengthSize: number | undefined): Generator<Uint8Array> {
  if (lengthSize === undefined) {
    for (const { code, content } of sectionsIn(head)) yield Buffer.concat([Uint8Array.of(code), content]);
    return;
  }
  for (const { start, end } of nalUnits(head, lengthSize)) yield head.subarray(start, end);
}
