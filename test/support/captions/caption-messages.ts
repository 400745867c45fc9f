/** Caption data of frames, as encoders of television write it; by the tables of ANSI/CTA-708 and ATSC A/53, byte by byte. */
import { PADDING, type Pair } from './caption-cues.js';

/** A construct: `cc_valid`, `cc_type` and its two bytes. */
export interface WrittenConstruct {
  readonly valid: boolean;
  readonly type: 0 | 1 | 2 | 3;
  readonly bytes: Pair;
}

/** A frame's pair of a field. */
export function fieldPair(field: 1 | 2, bytes: Pair = PADDING): WrittenConstruct {
  return { valid: true, type: field === 1 ? 0 : 1, bytes };
}

/** The constructs of a packet of CEA-708 with one block of a service. @param service up to 6. */
export function servicePacket(service: number, block: readonly number[]): WrittenConstruct[] {
  const content = [(service << 5) | block.length, ...block];
  const padded = content.length % 2 === 0 ? [...content, 0] : content;
  const packet = [(padded.length + 1) / 2, ...padded];
  return Array.from({ length: packet.length / 2 }, (_, i) => ({
    valid: true,
    type: i === 0 ? 3 : 2,
    bytes: [packet[2 * i]!, packet[2 * i + 1]!],
  }));
}

/** `user_data` of ATSC A/53 with all constructs, and as many without data as a frame at this rate has in television. */
export function captionUserData(constructs: readonly WrittenConstruct[], count: number): Buffer {
  const none: WrittenConstruct = { valid: false, type: 2, bytes: [0, 0] };
  const all = [...constructs, ...Array.from({ length: Math.max(0, count - constructs.length) }, () => none)];
  const data = all.flatMap(({ valid, type, bytes }) => [0xf8 | (valid ? 4 : 0) | type, ...bytes]);
  return Buffer.from([...Buffer.from('GA94'), 0x03, 0xc0 | all.length, 0xff, ...data, 0xff]);
}

/** An SEI NAL unit with the user data. */
export function captionSei(userData: Uint8Array, codec: 'h264' | 'hevc' = 'h264'): Buffer {
  const header = codec === 'h264' ? [6] : [39 << 1, 1];
  const payload = [0xb5, 0x00, 0x31, ...userData];
  return Buffer.from([...header, 4, payload.length, ...withEmulationPrevention(payload), 0x80]);
}

function withEmulationPrevention(bytes: readonly number[]): number[] {
  const escaped: number[] = [];
  let zeros = 0;
  for (const byte of bytes) {
    if (zeros >= 2 && byte <= 3) {
      escaped.push(3);
      zeros = 0;
    }
    escaped.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return escaped;
}
