/** What only a decoder knows of video whose container has no presentation times. */
import type { EncoderSettings } from '../encoder.js';
import type { Clock } from './clock.js';
import { type DemuxedFile, demuxerReport } from './demuxer.js';
import type { Stream } from './list-streams.js';

export interface FirstFrame {
  /** When it is returned, in seconds from the start of the file. */
  readonly seconds: number;
  /** Whether B-frames are packed into the samples before them. */
  readonly isPacked: boolean;
}

const WITHOUT_PRESENTATION_TIMES: ReadonlySet<string> = new Set(['avi', 'asf', 'mpegvideo']);

/** Undefined where the container has presentation times, and for a stream of which no frame is decoded. */
export async function firstFrame(
  settings: EncoderSettings,
  file: DemuxedFile,
  { number, kind }: Stream,
  clock: Clock,
  signal: AbortSignal,
): Promise<FirstFrame | undefined> {
  if (kind !== 'video' || !WITHOUT_PRESENTATION_TIMES.has(file.container)) return undefined;
  const before = ['-loglevel', 'info', '-nostats', ...clock.input, '-threads', '1'];
  const output = ['-map', `0:${number}`, '-frames:v', '1', '-vf', 'showinfo', '-f', 'null', '-'];
  const report = await demuxerReport(settings, file, { before, after: output }, signal);
  const [, seconds] = /showinfo[^\n]* n: *0 [^\n]* pts_time:(-?[\d.]+)/.exec(report) ?? [];
  if (seconds === undefined) return undefined;
  return { seconds: Number(seconds) - clock.startSeconds, isPacked: report.includes('packed B-frames') };
}
