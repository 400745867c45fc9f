/** Remuxes a master in another container into files that can be indexed, once, without encoding video. */

import { join } from 'node:path';
import {
  codecUnsupported,
  copiesFull,
  damaged,
  type Master,
  type RemuxContext,
  type RemuxedFile,
  tooLargeToRemux,
  truncated,
  withoutTracks,
} from '../../masters/index.js';
import { OnplayError } from '../../shared/errors.js';
import type { EncoderSettings } from '../encoder.js';
import { FfmpegExit } from '../ffmpeg/outcome.js';
import { type DemuxedFile, runDemuxer } from './demuxer.js';
import { listStreams, type Stream } from './list-streams.js';
import { PROGRESS_ARGUMENTS, progressReader } from './remux-progress.js';

/** Edit lists use it. With the usual milliseconds, tracks would start up to half a millisecond off. */
const MOVIE_TIMESCALE = '90000';
/** Usually copies half a gigabyte per second. A day of Vorbis takes a minute of CPU, of which encodes may leave a tenth. */
const COPY_TIMEOUT_MS = 30 * 60_000;

/**
 * Remuxes audio and video of a local file into `folder`, as one MP4 or MOV; VP8, which neither can hold, as IVF. Calls
 * `onProgress` every second with 0 to 0.99.
 * @param container name of the only demuxer that may read the file.
 * @throws OnplayError `master_too_large_to_conform`, `master_without_tracks`, `master_codec_unsupported`,
 *         `master_truncated` or `master_damaged`; `copies_full` when the disk is full.
 */
export async function remux(
  settings: EncoderSettings,
  master: Pick<Master, 'size' | 'open'>,
  container: string,
  folder: string,
  { signal, onProgress = () => undefined }: RemuxContext,
): Promise<readonly RemuxedFile[]> {
  if (master.size > settings.remuxMaxBytes) throw tooLargeToRemux();
  const file = { open: () => master.open(), container };
  const { streams, seconds } = await listStreams(settings, file, signal);
  if (streams.length === 0) throw withoutTracks();
  const whole = { bytes: master.size, ...(seconds !== undefined && { seconds }) };
  const copy = (output: readonly string[]) =>
    copyStreams(settings, file, folder, output, progressReader(whole, onProgress), signal);
  const vp8 = streams.find((stream) => stream.codec === 'vp8');
  const others = streams.filter((stream) => stream.codec !== 'vp8');
  return [
    ...(vp8 ? [await copyToIvf(copy, vp8, folder)] : []),
    ...(others.length > 0 ? [await copyToMovie(copy, container, others, folder)] : []),
  ];
}

/** Copies with these output options. */
type Copy = (output: readonly string[]) => Promise<void>;

async function copyStreams(
  settings: EncoderSettings,
  file: DemuxedFile,
  folder: string,
  output: readonly string[],
  onOutput: (chunk: Uint8Array) => void,
  signal: AbortSignal,
): Promise<void> {
  const run = { before: PROGRESS_ARGUMENTS, after: output, timeoutMs: COPY_TIMEOUT_MS, folder, onOutput };
  const report = await runDemuxer(settings, file, run, signal).catch((error: unknown) => {
    throw isDiskFull(error) ? copiesFull(error) : error;
  });
  if (/ended prematurely|partial file|Truncating packet/i.test(report)) throw truncated();
}

/** A full disk is not the master's fault. */
function isDiskFull(error: unknown): boolean {
  const exit = error instanceof OnplayError ? error.cause : undefined;
  return exit instanceof FfmpegExit && /No space left on device|Disk quota exceeded/.test(exit.stderr);
}

async function copyToIvf(
  copy: Copy,
  { number, pixelAspectRatio }: Stream,
  folder: string,
): Promise<RemuxedFile> {
  const path = join(folder, 'video.ivf');
  await copy(['-map', `0:${number}`, '-c', 'copy', '-f', 'ivf', path]);
  return { path, kind: 'ivf', ...(pixelAspectRatio && { pixelAspectRatio }) };
}

/** MP4, else MOV, which can hold uncompressed audio and older codecs. */
async function copyToMovie(
  copy: Copy,
  container: string,
  streams: readonly Stream[],
  folder: string,
): Promise<RemuxedFile> {
  const maps = streams.flatMap((stream) => ['-map', `0:${stream.number}`]);
  const codecs = ['-c', 'copy', ...exactAudio(container, streams), '-strict', '-2'];
  let failure: unknown;
  for (const format of ['mp4', 'mov']) {
    const path = join(folder, `media.${format}`);
    try {
      await copy([
        ...maps,
        '-map_chapters',
        '-1',
        '-movie_timescale',
        MOVIE_TIMESCALE,
        ...codecs,
        '-f',
        format,
        path,
      ]);
      return { path, kind: 'movie' };
    } catch (error) {
      if (!(error instanceof OnplayError) || error.code !== 'encode_failed') throw error;
      failure = error;
    }
  }
  throw copyFailure(failure, streams);
}

/**
 * Matroska has times in milliseconds, and only a decoder knows the duration of a Vorbis packet. To be cut at exact samples,
 * Vorbis is decoded and stored as FLAC. All other codecs have packets of constant duration.
 */
function exactAudio(container: string, streams: readonly Stream[]): string[] {
  if (container !== 'matroska') return [];
  return streams.flatMap(({ codec }, output) => (codec === 'vorbis' ? [`-c:${output}`, 'flac'] : []));
}

function copyFailure(failure: unknown, streams: readonly Stream[]): OnplayError {
  const exit = failure instanceof OnplayError ? failure.cause : undefined;
  if (exit instanceof FfmpegExit && exit.signal === 'SIGXFSZ') return tooLargeToRemux();
  const isSupported =
    exit instanceof FfmpegExit && !/codec not currently supported|incompatible/i.test(exit.stderr);
  return isSupported
    ? damaged('its streams cannot be copied', failure)
    : codecUnsupported(streams.map((stream) => stream.codec).join(', '));
}
