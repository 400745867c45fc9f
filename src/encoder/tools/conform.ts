/** Copies what is in another container, once, into files that can be indexed. Nothing is encoded. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OnplayError } from '../../errors.js';
import type { ConformedFile } from '../../masters/index/media-tools.js';
import {
  codecUnsupported,
  damaged,
  tooLargeToConform,
  truncated,
  withoutTracks,
} from '../../masters/refusals.js';
import type { EncoderSettings } from '../encoder.js';
import { GLOBAL_ARGUMENTS } from '../ffmpeg/arguments.js';
import { FfmpegExit } from '../ffmpeg/outcome.js';
import { runFfmpeg } from '../ffmpeg/process.js';

const LIST_TIMEOUT_MS = 4000;
/** What a large file takes to be copied; half a gigabyte a second is usual. */
const COPY_TIMEOUT_MS = 10 * 60_000;
const MAX_STDERR_BYTES = 256 * 1024;

interface Stream {
  /** Its number in the file. */
  readonly number: number;
  readonly kind: 'video' | 'audio';
  readonly codec: string;
  readonly pixelAspectRatio?: { readonly horizontal: number; readonly vertical: number };
}

/**
 * Copies audio and video of a local file into `folder`, as one MP4 or MOV; VP8, which neither can hold, as IVF.
 * @param container name of the one demuxer that may read it.
 * @throws OnplayError `master_too_large_to_conform`, `master_without_tracks`, `master_codec_unsupported`,
 *         `master_truncated` or `master_damaged`.
 */
export async function conform(
  settings: EncoderSettings,
  path: string,
  container: string,
  folder: string,
  signal: AbortSignal,
): Promise<readonly ConformedFile[]> {
  if ((await stat(path)).size > settings.conformMaxBytes) throw tooLargeToConform();
  const streams = await listStreams(settings, path, container, signal);
  if (streams.length === 0) throw withoutTracks();
  const vp8 = streams.find((stream) => stream.codec === 'vp8');
  const others = streams.filter((stream) => stream.codec !== 'vp8');
  const copies: ConformedFile[] = [];
  if (vp8) {
    const { pixelAspectRatio } = vp8;
    const ivf = {
      path: join(folder, 'video.ivf'),
      kind: 'ivf',
      ...(pixelAspectRatio && { pixelAspectRatio }),
    } as const;
    await copy(
      settings,
      path,
      container,
      ['-map', `0:${vp8.number}`, '-c', 'copy', '-f', 'ivf', ivf.path],
      signal,
    );
    copies.push(ivf);
  }
  if (others.length > 0) copies.push(await copyToMovie(settings, path, container, others, folder, signal));
  return copies;
}

/** Audio and video streams as ffmpeg lists them, attached pictures aside. */
async function listStreams(
  settings: EncoderSettings,
  path: string,
  container: string,
  signal: AbortSignal,
): Promise<Stream[]> {
  // Without an output ffmpeg lists the input and ends with an error.
  const args = ['-loglevel', 'info', ...inputArguments(path, container)];
  const report = await run(settings, args, LIST_TIMEOUT_MS, signal).catch((error: unknown) => {
    if (error instanceof OnplayError && error.cause instanceof FfmpegExit && !signal.aborted)
      return error.cause.stderr;
    throw error;
  });
  const listed = report.matchAll(/^ {2}Stream #0:(\d+)[^\n]*?: (Video|Audio): (\w+)([^\n]*)/gm);
  return [...listed].flatMap(([, number, kind, codec = '', rest = '']) => {
    if (rest.includes('(attached pic)') || codec === 'none') return [];
    const stream = { number: Number(number), kind: kind === 'Video' ? 'video' : 'audio', codec } as const;
    const [, horizontal, vertical] = /[ []SAR (\d+):(\d+)/.exec(rest) ?? [];
    const known = Number(horizontal) > 0 && Number(vertical) > 0;
    const pixelAspectRatio = { horizontal: Number(horizontal), vertical: Number(vertical) };
    return [known ? { ...stream, pixelAspectRatio } : stream];
  });
}

/** MP4, else MOV, which holds uncompressed sound and older codecs. */
async function copyToMovie(
  settings: EncoderSettings,
  path: string,
  container: string,
  streams: readonly Stream[],
  folder: string,
  signal: AbortSignal,
): Promise<ConformedFile> {
  const maps = streams.flatMap((stream) => ['-map', `0:${stream.number}`]);
  let failure: unknown;
  for (const format of ['mp4', 'mov']) {
    const copied = join(folder, `media.${format}`);
    try {
      await copy(
        settings,
        path,
        container,
        [
          ...maps,
          '-map_chapters',
          '-1',
          '-c',
          'copy',
          ...exactSound(container, streams),
          '-strict',
          '-2',
          '-f',
          format,
          copied,
        ],
        signal,
      );
      return { path: copied, kind: 'movie' };
    } catch (error) {
      if (!(error instanceof OnplayError) || error.code !== 'encode_failed') throw error;
      failure = error;
    }
  }
  throw copyFailure(failure, streams);
}

/**
 * Matroska keeps times in milliseconds, and how long a Vorbis packet sounds only a decoder knows: to cut it to the
 * sample it is decoded and kept as FLAC. All other sound has packets of one length.
 */
function exactSound(container: string, streams: readonly Stream[]): string[] {
  if (container !== 'matroska') return [];
  return streams.flatMap(({ codec }, output) => (codec === 'vorbis' ? [`-c:${output}`, 'flac'] : []));
}

function copyFailure(failure: unknown, streams: readonly Stream[]): OnplayError {
  const exit = failure instanceof OnplayError ? failure.cause : undefined;
  if (exit instanceof FfmpegExit && exit.signal === 'SIGXFSZ') return tooLargeToConform();
  const holds =
    exit instanceof FfmpegExit && !/codec not currently supported|incompatible/i.test(exit.stderr);
  return holds
    ? damaged('its streams cannot be copied', failure)
    : codecUnsupported(streams.map((s) => s.codec).join(', '));
}

async function copy(
  settings: EncoderSettings,
  path: string,
  container: string,
  output: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const report = await run(
    settings,
    [...inputArguments(path, container), ...output],
    COPY_TIMEOUT_MS,
    signal,
  );
  if (/ended prematurely|partial file|Truncating packet/i.test(report)) throw truncated();
}

/** Only this file, only by this demuxer: a playlist under another name opens nothing. */
function inputArguments(path: string, container: string): string[] {
  return ['-protocol_whitelist', 'file', '-f', container, '-i', `file:${path}`];
}

async function run(
  settings: EncoderSettings,
  args: readonly string[],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<string> {
  const { binary, registry, memoryBytes, conformMaxBytes } = settings;
  const limits = {
    timeoutMs,
    memoryBytes,
    maxOutputBytes: 1024,
    maxStderrBytes: MAX_STDERR_BYTES,
    fileSizeBytes: conformMaxBytes,
  };
  const all = [...GLOBAL_ARGUMENTS, ...args];
  return (await runFfmpeg({ binary, registry, args: all, limits, input: undefined, signal })).stderr;
}
