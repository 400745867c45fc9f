/** Supplemental enhancement information of H.264 and HEVC (ITU-T H.264 7.3.2.3 and annex D, H.265 7.3.5 and annex D). */
import { BitReader } from './bit-reader.js';

/** The payload type of a recovery point, in both. */
const RECOVERY_POINT = 6;
/** Of one NAL unit. */
const MAX_MESSAGES = 64;

export interface RecoveryPoint {
  /**
   * H.264: `recovery_frame_cnt`, how many more reference frames have to be decoded until what is presented is right.
   * HEVC: `recovery_poc_cnt`, the distance in picture order, which may be negative.
   */
  readonly count: number;
  /** Whether it is then exactly right, not only nearly. */
  readonly isExact: boolean;
}

/**
 * Returns the recovery point in an SEI NAL unit; undefined if it has none.
 * @param payload what follows the header of the NAL unit, without emulation prevention; it may be cut short.
 */
export function recoveryPoint(payload: Uint8Array, codec: 'h264' | 'hevc'): RecoveryPoint | undefined {
  for (const message of seiMessages(payload)) {
    if (message.type !== RECOVERY_POINT) continue;
    const reader = new BitReader(message.payload);
    const count = codec === 'h264' ? reader.unsigned() : reader.signed();
    const isExact = reader.flag();
    return reader.isExhausted ? undefined : { count, isExact };
  }
  return undefined;
}

interface SeiMessage {
  /** `payloadType`. */
  readonly type: number;
  readonly payload: Uint8Array;
}

/** Yields the messages of an SEI NAL unit. @param payload as of `recoveryPoint`. */
export function* seiMessages(payload: Uint8Array): Generator<SeiMessage> {
  let at = 0;
  for (let message = 0; message < MAX_MESSAGES && at + 2 < payload.byteLength; message++) {
    const type = variableByte(payload, at);
    const size = variableByte(payload, type.end);
    yield { type: type.value, payload: payload.subarray(size.end, size.end + size.value) };
    at = size.end + size.value;
  }
}

/** `payloadType` and `payloadSize`: bytes of 255 are added to the byte that follows them. */
function variableByte(bytes: Uint8Array, start: number): { value: number; end: number } {
  let value = 0;
  let at = start;
  while (bytes[at] === 255) {
    value += 255;
    at++;
  }
  return { value: value + (bytes[at] ?? 0), end: at + 1 };
}
