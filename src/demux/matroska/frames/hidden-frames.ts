/** Codecs with frames that are decoded but not presented, in blocks that look like any other. */

/** What a frame says of itself. */
export interface HiddenFrames {
  /** Whether the frame with this first byte is not presented, or the first of several in one block is not. */
  isHidden(firstByte: number): boolean;
  /** Whether a block with this last byte has several frames, of which the last is presented. */
  isSuperframe(lastByte: number): boolean;
}

/** RFC 6386 9.1: bit 4 of the frame tag is 1 for a frame that is shown. */
const VP8: HiddenFrames = {
  isHidden: (tag) => (tag & 0x10) === 0,
  isSuperframe: () => false,
};

/**
 * VP9 bitstream specification 6.2 and annex B: after frame_marker (2 bits) and profile (2 bits, and a reserved one in profile 3),
 * show_existing_frame, frame_type and show_frame. A superframe ends in a byte that begins with 110.
 */
const VP9: HiddenFrames = {
  isHidden: (byte) => {
    const isProfile3 = (byte & 0x30) === 0x30;
    const [existing, shown] = isProfile3 ? [0x04, 0x01] : [0x08, 0x02];
    return (byte & (existing | shown)) === 0;
  },
  isSuperframe: (byte) => (byte & 0xe0) === 0xc0,
};

/** By codec id; of other codecs, every frame is presented unless its block says otherwise. */
export const HIDDEN_FRAMES: ReadonlyMap<string, HiddenFrames> = new Map([
  ['V_VP8', VP8],
  ['V_VP9', VP9],
]);
