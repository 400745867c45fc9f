import type { FrameHeader, ReadFrameHeader } from './frame-header.js';

const MAJOR_SYNC = [0xf8, 0x72, 0x6f, 0xba] as const;
const LEAST_BYTES = 8;
const UNIT_SAMPLES = 40;

/**
 * Access units of TrueHD: check_nibble 4 bits; access_unit_length 12 bits, in words of 16; input_timing 16 bits; in some of them a
 * major sync, whose first four bits after its sync word are the rate. Only a major sync can be recognised: what follows one is
 * told by the sizes.
 */
export function trueHdReader(): ReadFrameHeader {
  let format: Pick<FrameHeader, 'rate' | 'length'> | undefined;
  return (bytes, at) => {
    const isSync = MAJOR_SYNC.every((byte, i) => bytes[at + 4 + i] === byte);
    if (isSync) format = formatOf(bytes[at + 8]! >> 4);
    const size = 2 * (((bytes[at]! & 0x0f) << 8) | bytes[at + 1]!);
    return format && size >= LEAST_BYTES ? { size, isSync, ...format } : undefined;
  };
}

function formatOf(code: number): Pick<FrameHeader, 'rate' | 'length'> {
  const doubled = code & 7;
  return { rate: ((code & 8) === 0 ? 48_000 : 44_100) << doubled, length: UNIT_SAMPLES << doubled };
}
