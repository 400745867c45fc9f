/** How many bytes of a master each segment needs: those of its frames, and of the frames that they are decoded from. */
import { spawnSync } from 'node:child_process';

interface Packet {
  readonly seconds: number;
  readonly bytes: number;
  readonly isKeyframe: boolean;
}

/** Frames are at whole ticks, segments at sums of rounded durations. */
const TOLERANCE_SECONDS = 0.004;

/**
 * The bytes of the video samples that each segment needs, from the keyframe at or before its first frame to the last of its frames in
 * decode order.
 * @param durations of the segments, in seconds.
 */
export function bytesNeeded(path: string, durations: readonly number[]): readonly number[] {
  const packets = videoPackets(path);
  const begin = Math.min(...packets.map(({ seconds }) => seconds));
  let start = begin;
  return durations.map((duration) => {
    const end = start + duration;
    const bytes = bytesOf(packets, start - TOLERANCE_SECONDS, end - TOLERANCE_SECONDS);
    start = end;
    return bytes;
  });
}

function bytesOf(packets: readonly Packet[], start: number, end: number): number {
  const isWithin = ({ seconds }: Packet) => seconds >= start && seconds < end;
  const first = packets.findIndex(isWithin);
  const last = packets.findLastIndex(isWithin);
  if (first < 0) return 0;
  const firstSeconds = Math.min(...packets.filter(isWithin).map(({ seconds }) => seconds));
  const isStart = (packet: Packet) => packet.isKeyframe && packet.seconds <= firstSeconds + TOLERANCE_SECONDS;
  const keyframe = packets.slice(0, last + 1).findLastIndex(isStart);
  const from = keyframe < 0 ? first : keyframe;
  return packets.slice(from, last + 1).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** In decode order. */
function videoPackets(path: string): readonly Packet[] {
  const entries = ['-select_streams', 'v:0', '-show_entries', 'packet=pts_time,size,flags'];
  const { status, stdout } = spawnSync('ffprobe', ['-v', 'error', '-of', 'json', ...entries, path], {
    ...{ encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
  });
  if (status !== 0) throw new Error('ffprobe failed');
  const { packets } = JSON.parse(stdout) as { packets: { pts_time: string; size: string; flags: string }[] };
  return packets.map(({ pts_time, size, flags }) => {
    return { seconds: Number(pts_time), bytes: Number(size), isKeyframe: flags.startsWith('K') };
  });
}
