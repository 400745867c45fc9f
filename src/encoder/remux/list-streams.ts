/** Lists the streams of a file, from what ffmpeg prints about it. */
import type { EncoderSettings } from '../encoder.js';
import { stderrOfFailure } from '../ffmpeg/outcome.js';
import { type DemuxedFile, runDemuxer } from './demuxer.js';

export interface Stream {
  /** Stream index in the file, from 0. */
  readonly number: number;
  readonly kind: 'video' | 'audio';
  /** ffmpeg's name of the codec. */
  readonly codec: string;
  readonly pixelAspectRatio?: { readonly horizontal: number; readonly vertical: number };
}

const TIMEOUT_MS = 4000;

export interface StreamList {
  readonly streams: readonly Stream[];
  /** Duration of the file according to its container; absent if unknown. */
  readonly seconds?: number;
}

/** The audio and video streams of a file, without attached pictures (cover art) and unknown codecs. */
export async function listStreams(
  settings: EncoderSettings,
  file: DemuxedFile,
  signal: AbortSignal,
): Promise<StreamList> {
  const run = { before: ['-loglevel', 'info'], after: [], timeoutMs: TIMEOUT_MS };
  // Without an output ffmpeg lists the input and ends with an error.
  const report = await runDemuxer(settings, file, run, signal).catch((error: unknown) =>
    stderrOfFailure(error, signal),
  );
  const seconds = parseDuration(report);
  return { streams: parseStreams(report), ...(seconds !== undefined && { seconds }) };
}

/** In seconds, from `  Duration: 00:01:02.34, start: …`; undefined for `N/A`. */
export function parseDuration(report: string): number | undefined {
  const [, hours, minutes, seconds] = /^ {2}Duration: (\d+):(\d\d):(\d\d\.\d+)/m.exec(report) ?? [];
  return hours === undefined ? undefined : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** From one line per stream: `  Stream #0:1(eng): Audio: aac (LC), 48000 Hz, stereo, …`. */
export function parseStreams(report: string): Stream[] {
  const listed = report.matchAll(/^ {2}Stream #0:(\d+)[^\n]*?: (Video|Audio): (\w+)([^\n]*)/gm);
  return [...listed].flatMap(([, number, kind, codec = '', rest = '']) => {
    if (rest.includes('(attached pic)') || codec === 'none') return [];
    const stream = { number: Number(number), kind: kind === 'Video' ? 'video' : 'audio', codec } as const;
    const [horizontal = 0, vertical = 0] = (/[ []SAR (\d+:\d+)/.exec(rest)?.[1] ?? '').split(':').map(Number);
    const isKnown = horizontal > 0 && vertical > 0;
    return [isKnown ? { ...stream, pixelAspectRatio: { horizontal, vertical } } : stream];
  });
}
