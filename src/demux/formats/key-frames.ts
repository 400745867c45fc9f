/** What key frames say of their format, in codecs without parameter sets. */

const VP8_START_CODE = [0x9d, 0x01, 0x2a];
const VP9_SYNC_CODE = [0x49, 0x83, 0x42];

/** VP8 (RFC 6386 9.1): width and height, with the scaling that is asked of players. */
export function vp8Format(head: Uint8Array): string | undefined {
  const isKeyFrame = ((head[0] ?? 1) & 1) === 0;
  if (!isKeyFrame || !hasBytes(head, 3, VP8_START_CODE) || head.byteLength < 10) return undefined;
  return hex(head.subarray(6, 10));
}

/** VP9 (bitstream specification 6.2): profile, bit depth, colour space and range, width and height. */
export function vp9Format(head: Uint8Array): string | undefined {
  const bits = Array.from(head.subarray(0, 16), (byte) => byte.toString(2).padStart(8, '0')).join('');
  const profile = Number(bits[2]) + 2 * Number(bits[3]);
  // frame_marker and profile, and a reserved bit of profile 3; then show_existing_frame and frame_type.
  const flags = profile === 3 ? 5 : 4;
  const isKeyFrame = bits[flags] === '0' && bits[flags + 1] === '0';
  const sync = flags + 4;
  const syncBits = VP9_SYNC_CODE.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  if (!isKeyFrame || !bits.startsWith(syncBits, sync)) return undefined;
  const colour = sync + syncBits.length;
  return `${profile}:${bits.slice(colour, colour + colourBits(bits.slice(colour), profile) + 32)}`;
}

/** Of color_config: a bit for the depth in profiles 2 and 3, three for the colour space, and those that this one has. */
function colourBits(bits: string, profile: number): number {
  const depth = profile >= 2 ? 1 : 0;
  const isRgb = bits.slice(depth, depth + 3) === '111';
  const hasSubsampling = profile % 2 === 1;
  if (isRgb) return depth + 3 + (hasSubsampling ? 1 : 0);
  return depth + 4 + (hasSubsampling ? 3 : 0);
}

/** JPEG (ITU-T T.81 B.2.2): the frame header, which has precision, lines, samples per line and components. */
export function jpegFormat(head: Uint8Array): string | undefined {
  for (let at = 2; at + 4 <= head.byteLength && head[at] === 0xff; ) {
    const marker = head[at + 1]!;
    const length = head[at + 2]! * 256 + head[at + 3]!;
    if (marker >= 0xc0 && marker <= 0xc2) return hex(head.subarray(at + 4, at + 2 + length));
    at += 2 + length;
  }
  return undefined;
}

function hasBytes(bytes: Uint8Array, at: number, wanted: readonly number[]): boolean {
  return wanted.every((byte, i) => bytes[at + i] === byte);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
