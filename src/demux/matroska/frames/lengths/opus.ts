/** Samples of a frame by the configuration of its mode, at 48 kHz (RFC 6716 3.1, table 2). */
const SILK = [480, 960, 1920, 2880] as const;
const HYBRID = [480, 960] as const;
const CELT = [120, 240, 480, 960] as const;

/**
 * The length of an Opus packet at 48 kHz (RFC 6716 3.1 and 3.2)
 *
 *     config  5 bits  mode, bandwidth and length of a frame
 *     s       1 bit   stereo
 *     c       2 bits  0: one frame; 1 and 2: two; 3: as many as the low six bits of the next byte say
 */
export function opusLength(packet: Uint8Array): number {
  const [head = 0, second = 0] = packet;
  const code = head & 3;
  const frames = code === 0 ? 1 : code === 3 ? second & 63 : 2;
  return frames * frameSamples(head >> 3);
}

function frameSamples(config: number): number {
  if (config < 12) return SILK[config & 3]!;
  return config < 16 ? HYBRID[config & 1]! : CELT[config & 3]!;
}
