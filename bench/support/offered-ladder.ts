import type { Presentation } from '../../test/support/hls-client.js';
import type { Ladder } from './ladder-command.js';

/** The ladder that a multivariant playlist offers, lowest first. */
export function offeredLadder({ variants, audio }: Presentation): Ladder {
  const heights = new Set(variants.flatMap(({ height }) => (height === undefined ? [] : [height])));
  // Groups are named like `audio-128k`.
  const kilobits = [...audio.keys()].map((name) => Number(/-(\d+)k\//.exec(name)?.[1] ?? 128));
  return {
    heights: [...heights].sort((a, b) => a - b),
    audioBitrates: [...new Set(kilobits)].sort((a, b) => a - b).map((rate) => rate * 1000),
  };
}
