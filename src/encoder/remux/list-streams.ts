/** Lists the streams of a file, from what ffmpeg prints about it. */
import type { EncoderSettings } from '../encoder.js';
import { type DemuxedFile, demuxerReport } from './demuxer.js';

export interface Stream {
  /** Stream index in the file, from 0. */
  readonly number: number;
  readonly kind: 'video' | 'audio' | 'text' | 'data';
  /** ffmpeg's name of the codec; `none` if it has none for it. */
  readonly codec: string;
  /** Cover art, as the container says. */
  readonly isAttachedPicture: boolean;
  /** Whether the container marks it as the one to be played. */
  readonly isDefault: boolean;
  /** Pixels of a frame; 0 where they are not known, and for other streams than video. */
  readonly area: number;
}

interface StreamList {
  readonly streams: readonly Stream[];
  /** Duration of the file according to its container; absent if unknown. */
  readonly seconds?: number;
  /** When the first stream begins, in seconds; 0 if unknown. */
  readonly startSeconds: number;
}

/** The streams of a file in its order. @throws OnplayError as `demuxerReport`. */
export async function listStreams(
  settings: EncoderSettings,
  file: DemuxedFile,
  signal: AbortSignal,
): Promise<StreamList> {
  const report = await demuxerReport(settings, file, { before: ['-loglevel', 'info'], after: [] }, signal);
  const seconds = parseDuration(report);
  const startSeconds = parseStart(report);
  return { streams: parseStreams(report), startSeconds, ...(seconds !== undefined && { seconds }) };
}

/** In seconds, from `  Duration: 00:01:02.34, start: …`; undefined for `N/A`. */
function parseDuration(report: string): number | undefined {
  const [, hours, minutes, seconds] = /^ {2}Duration: (\d+):(\d\d):(\d\d\.\d+)/m.exec(report) ?? [];
  return hours === undefined ? undefined : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

function parseStart(report: string): number {
  const [, start] = /^ {2}Duration: [^\n]*?start: (-?\d+\.\d+)/m.exec(report) ?? [];
  return Number(start ?? 0);
}

/** From one line per stream: `  Stream #0:1(eng): Audio: aac (LC), 48000 Hz, stereo, …`. */
export function parseStreams(report: string): Stream[] {
  const listed = report.matchAll(/^ {2}Stream #0:(\d+)[^\n]*?: ([A-Z][a-z]+): (\w+)([^\n]*)/gm);
  return Array.from(listed, ([, number, type = '', codec = '', rest = '']) => {
    const kind = KINDS[type] ?? 'data';
    const [, width, height] = (kind === 'video' && /, (\d+)x(\d+)\b/.exec(rest)) || [];
    return {
      ...{ number: Number(number), kind, codec },
      isAttachedPicture: rest.includes('(attached pic)'),
      isDefault: rest.includes('(default)'),
      area: Number(width ?? 0) * Number(height ?? 0),
    };
  });
}

const KINDS: Readonly<Record<string, Stream['kind']>> = { Video: 'video', Audio: 'audio', Subtitle: 'text' };
