/** Captions of CEA-608 as pairs of bytes (ANSI/CTA-608): pop-on captions, in any channel. */

/** Text that is shown from one frame to another, in presentation order. */
export interface CaptionCue {
  /** Of `A` to `Z`, digits and spaces, at most 32. */
  readonly text: string;
  readonly firstFrame: number;
  readonly endFrame: number;
}

/** The two bytes of a field, with odd parity. */
export type Pair = readonly [number, number];

/** Second bytes of control codes. */
const CONTROL = { resumeCaptionLoading: 0x20, eraseDisplayed: 0x2c, endOfCaption: 0x2f } as const;
/** Row 15, white. */
const ROW = [0x14, 0x70] as const;
const SECOND_CHANNEL = 0x08;
/** Field 2 has other control codes than field 1, but not other rows. */
const SECOND_FIELD = 0x01;
export const PADDING: Pair = [0x80, 0x80];

/**
 * The pair of each frame. A cue is loaded before it is shown: as many frames before as it has pairs, which no other cue may need.
 * @param channel from 1 to 4.
 */
export function pairsOf(cues: readonly CaptionCue[], channel: number, frames: number): Pair[] {
  const pairs: Pair[] = Array.from({ length: frames }, () => PADDING);
  const control = (code: number): Pair => {
    const first = 0x14 | (channel % 2 === 0 ? SECOND_CHANNEL : 0) | (channel > 2 ? SECOND_FIELD : 0);
    return withParity(first, code);
  };
  const row = withParity(ROW[0] | (channel % 2 === 0 ? SECOND_CHANNEL : 0), ROW[1]);
  for (const { text, firstFrame, endFrame } of cues) {
    const [load, show, erase] = [
      control(CONTROL.resumeCaptionLoading),
      control(CONTROL.endOfCaption),
      control(CONTROL.eraseDisplayed),
    ];
    // Control codes are sent twice (8.3).
    const loading = [load, load, row, row, ...textPairs(text), show, show];
    // A cue is shown when the first of the two last pairs is received.
    loading.forEach((pair, i) => {
      pairs[firstFrame - loading.length + 2 + i] = pair;
    });
    pairs[endFrame] = erase;
    pairs[endFrame + 1] = erase;
  }
  return pairs;
}

function textPairs(text: string): Pair[] {
  return Array.from({ length: Math.ceil(text.length / 2) }, (_, i) => {
    const [first = 0, second = 0] = [text.charCodeAt(2 * i), text.charCodeAt(2 * i + 1) || 0];
    return withParity(first, second);
  });
}

export function withParity(...bytes: [number, number]): Pair {
  const [first, second] = bytes.map((byte) => {
    const ones = byte.toString(2).replaceAll('0', '').length;
    return ones % 2 === 0 ? byte | 0x80 : byte;
  });
  return [first!, second!];
}
