/**
 * Splits samples that hold several codec frames. A demuxer passes on a sample as one packet, and decoders for speech codecs
 * and for E-AC-3 with fewer than six blocks per frame decode only the first frame of it.
 */

/** One coded frame; `duration` is the number of PCM samples per channel it decodes to. */
export interface CodedFrame {
  readonly bytes: Uint8Array;
  readonly duration: number;
}

/** Size in bytes and duration in PCM samples per channel of the frame at `at`; undefined if none begins there. */
type FrameHeader = { readonly size: number; readonly duration: number };
type ReadHeader = (bytes: Uint8Array, at: number) => FrameHeader | undefined;

const HEADERS: Readonly<Record<string, ReadHeader>> = {
  eac3: readEac3Header,
  // RFC 4867 5.3: the frame type is in bits 3 to 6 of the first byte.
  amr_nb: (bytes, at) => speechFrame([13, 14, 16, 18, 20, 21, 27, 32, 6], 160, bytes[at]),
  amr_wb: (bytes, at) => speechFrame([18, 24, 33, 37, 41, 47, 51, 59, 61, 6], 320, bytes[at]),
};

/** Already seconds of audio in one sample; the bytes beyond stay with the last frame. */
const MAX_FRAMES = 256;

/** Whether samples of this codec (ffmpeg's name) can be split. */
export function isSplittable(codec: string): boolean {
  return Object.hasOwn(HEADERS, codec);
}

/**
 * The frames of one sample in order; concatenated they are the whole sample. Bytes where no frame begins, as in a damaged
 * sample, stay with the frame before. For a codec that cannot be split, the sample is one frame of duration 0.
 */
export function splitFrames(codec: string, sample: Uint8Array): CodedFrame[] {
  const readHeader = isSplittable(codec) ? HEADERS[codec] : undefined;
  const frames: { start: number; duration: number }[] = [];
  for (let at = 0; readHeader && at < sample.byteLength && frames.length < MAX_FRAMES; ) {
    const header = readHeader(sample, at);
    if (!header) break;
    if (header.duration > 0 || frames.length === 0) frames.push({ start: at, duration: header.duration });
    at += header.size;
  }
  if (frames.length === 0) return [{ bytes: sample, duration: 0 }];
  return frames.map(({ start, duration }, i) => ({
    bytes: sample.subarray(start, frames[i + 1]?.start),
    duration,
  }));
}

/** Types 14 (speech lost) and 15 (no data) have one byte (3GPP TS 26.101 and 26.201); types beyond `sizes` do not exist. */
function speechFrame(
  sizes: readonly number[],
  duration: number,
  firstByte: number | undefined,
): FrameHeader | undefined {
  const type = ((firstByte ?? 0) >> 3) & 15;
  const size = type >= 14 ? 1 : sizes[type];
  return size === undefined ? undefined : { size, duration };
}

/** Blocks of 256 samples by `numblkscod`. */
const EAC3_BLOCKS = [1, 2, 3, 6] as const;

/** Highest `bsid` of AC-3 frames, which may be mixed with E-AC-3 ones and have another header and always six blocks. */
const NEWEST_AC3 = 10;

/**
 * ETSI TS 102 366 E.1.2. Dependent substreams and further programmes play together with the frame before them, so they have
 * no duration of their own.
 */
function readEac3Header(bytes: Uint8Array, at: number): FrameHeader | undefined {
  const [sync0, sync1, high = 0, low = 0, rates = 0, identification = 0] = bytes.subarray(at, at + 6);
  if (sync0 !== 0x0b || sync1 !== 0x77 || identification >> 3 <= NEWEST_AC3) return undefined;
  const size = 2 * ((((high & 7) << 8) | low) + 1);
  const isDependent = high >> 6 === 1;
  const substream = (high >> 3) & 7;
  const hasReducedRate = rates >> 6 === 3;
  const blocks = hasReducedRate ? 6 : (EAC3_BLOCKS[(rates >> 4) & 3] ?? 6);
  return { size, duration: isDependent || substream > 0 ? 0 : blocks * 256 };
}
