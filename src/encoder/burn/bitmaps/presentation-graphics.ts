/** Display sets of HDMV presentation graphics (PGS), as far as their first segment tells. */
import { type BitmapFormat, type Canvas, largestCanvas } from './bitmap-format.js';

/** `segment_type` of a presentation composition segment, and its size. */
const COMPOSITION = 0x16;
const HEADER_BYTES = 3;
/** `composition_state`: whether a set begins anew, or continues what was before. */
const STATE_OFFSET = HEADER_BYTES + 7;
const [NORMAL, CONTINUED] = [0, 3];

/** `composition_state` of a set without others before it; `frame_rate`, which decoders ignore; the last segment of a set. */
const [EPOCH_START, FRAME_RATE, END] = [0x80, 0x10, 0x80];

/** A display set without objects, which only clears the screen, has 30 bytes; with one, and a palette, more than this. */
const CLEARING_BYTES = 60;

export const presentationGraphics: BitmapFormat = {
  codecId: 'S_HDMV/PGS',
  isShownUntilNext: true,
  isClearing: (bytes) => bytes <= CLEARING_BYTES,
  isContinuation: (set) => {
    if (set[0] !== COMPOSITION) return false;
    const state = (set[STATE_OFFSET] ?? 0) >> 6;
    return state === NORMAL || state === CONTINUED;
  },
  stored: (set) => set,
  canvas: (_, sets) => {
    const sizes = sets.flatMap((set) => compositionSize(set) ?? []);
    return largestCanvas(sizes);
  },
  nothing: clearingSet,
  codecPrivate: ({ configuration }) => configuration,
};

/** The size of the video for which a display set was composed; undefined where the bytes are of something else. */
function compositionSize(set: Uint8Array): Canvas | undefined {
  if (set[0] !== COMPOSITION || set.byteLength < HEADER_BYTES + 4) return undefined;
  const view = new DataView(set.buffer, set.byteOffset);
  return { width: view.getUint16(HEADER_BYTES), height: view.getUint16(HEADER_BYTES + 2) };
}

function clearingSet({ width, height }: Canvas): Uint8Array {
  const composition = Buffer.from([COMPOSITION, 0, 11, 0, 0, 0, 0, FRAME_RATE, 0, 0, EPOCH_START, 0, 0, 0]);
  composition.writeUInt16BE(width, HEADER_BYTES);
  composition.writeUInt16BE(height, HEADER_BYTES + 2);
  return Buffer.concat([composition, Buffer.from([END, 0, 0])]);
}
