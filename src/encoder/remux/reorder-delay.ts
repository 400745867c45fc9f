/** How long H.264 and HEVC hold frames back in a programme stream, where not every frame has a presentation time. */
import type { EncoderSettings } from '../encoder.js';
import type { Clock } from './clock.js';
import { type DemuxedFile, demuxerReport } from './demuxer.js';
import type { Stream } from './list-streams.js';

/** Of which only the frames themselves say in which order they are presented. */
export const ORDERED_BY_FRAMES: ReadonlySet<string> = new Set(['h264', 'hevc']);

/** Enough for one of them to be presented first. */
const PACKETS = 64;
/** More is no reordering, in ticks. */
const MAX_DELAY_TICKS = 90_000;

/**
 * From when the first frame is decoded to when the one that is presented first is, in ticks of 90 kHz; undefined where the container
 * has the times of all frames, or the file does not say it. The k-th frame that is presented is so much after the k-th that is decoded.
 * @throws OnplayError as `demuxerReport`.
 */
export async function reorderDelay(
  settings: EncoderSettings,
  file: DemuxedFile,
  { number, codec }: Stream,
  clock: Clock,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (file.container !== 'mpeg' || !ORDERED_BY_FRAMES.has(codec)) return undefined;
  const chunks: Uint8Array[] = [];
  const run = {
    before: clock.input,
    after: ['-map', `0:${number}`, '-c', 'copy', '-frames:v', `${PACKETS}`, '-f', 'framecrc', 'pipe:1'],
    onOutput: (chunk: Uint8Array) => void chunks.push(chunk),
  };
  // What was listed before a failure says it too.
  await demuxerReport(settings, file, run, signal);
  return delayIn(Buffer.concat(chunks).toString());
}

/** From lines as `0, <dts>, <pts>, <duration>, <size>, <checksum>`; times that are not known are far below 0. */
export function delayIn(packets: string): number | undefined {
  const times = Array.from(packets.matchAll(/^0, *(-?\d+), *(-?\d+),/gm), ([, dts, pts]) => ({
    dts: Number(dts),
    pts: Number(pts),
  }));
  const first = times[0]?.dts ?? Number.NaN;
  const delay = Math.min(...times.map(({ pts }) => pts).filter((pts) => pts >= first)) - first;
  return delay <= MAX_DELAY_TICKS ? delay : undefined;
}
