/** NAL units of H.264 and HEVC, whether their lengths or start codes separate them. */
import { type NalSpan, nalUnits } from './nal-units.js';
import { startCodes } from './start-codes.js';

/** Bytes of each length field, or that NAL units follow start codes (ITU-T H.264 annex B). */
export type NalFraming = 1 | 2 | 3 | 4 | 'start codes';

/** Yields the NAL units that begin within the bytes; an end may lie beyond them (see `nalUnits`). */
export function* framedUnits(bytes: Uint8Array, framing: NalFraming): Generator<NalSpan> {
  if (framing !== 'start codes') {
    yield* nalUnits(bytes, framing);
    return;
  }
  let start: number | undefined;
  for (const { prefix, content } of startCodes(bytes)) {
    if (start !== undefined) yield { start, end: prefix };
    start = content - 1;
  }
  if (start !== undefined) yield { start, end: bytes.byteLength };
}

/** The bytes without `emulation_prevention_three_byte`s (ITU-T H.264 7.4.1). */
export function unescaped(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.byteLength);
  let length = 0;
  let zeros = 0;
  for (const byte of bytes) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    result[length++] = byte;
  }
  return result.subarray(0, length);
}
