/** Remuxes a master in another container into files that can be indexed, once, without encoding video. */

import type { RemuxContext, RemuxedFile, RemuxedMaster } from '../../masters/index.js';
import type { Master } from '../../stores/index.js';
import { type IgnoredTrack, tooLargeToRemux, withoutTracks } from '../../tracks/index.js';
import type { EncoderSettings } from '../encoder.js';
import { chooseStreams, ignoredStream } from './choose-streams.js';
import { clockOf } from './clock.js';
import { type FirstFrame, firstFrame } from './first-frame.js';
import { listStreams, type Stream } from './list-streams.js';
import { reorderDelay } from './reorder-delay.js';
import { type CopiedStream, StreamCopier } from './stream-copier.js';

/**
 * Copies the audio and video of a local file into `folder`, each stream into a file of its own. Calls `onProgress` every second
 * with 0 to 0.99.
 * @param container name of the only demuxer that may read the file.
 * @throws OnplayError `master_too_large_to_conform`, `master_without_tracks`, `master_truncated`; `master_codec_unsupported` or
 *         `master_damaged` when no video of a file that has some, or nothing at all, can be copied; `copies_full` when the disk is
 *         full.
 */
export async function remux(
  settings: EncoderSettings,
  master: Pick<Master, 'size' | 'open'>,
  container: string,
  folder: string,
  { signal, onProgress = () => undefined }: RemuxContext,
): Promise<RemuxedMaster> {
  if (master.size > settings.remuxMaxBytes) throw tooLargeToRemux();
  const file = { open: () => master.open(), container };
  const { streams, seconds, startSeconds } = await listStreams(settings, file, signal);
  const { chosen, ignored } = chooseStreams(streams);
  const clock = clockOf(container, startSeconds);
  const total = { bytes: master.size, startSeconds: clock.startSeconds };
  const whole = { ...total, ...(seconds !== undefined && { seconds }) };
  const firstFrames = new Map<Stream, FirstFrame | undefined>();
  const delays = new Map<Stream, number>();
  for (const stream of chosen) {
    firstFrames.set(stream, await firstFrame(settings, file, stream, clock, signal));
    const delay = await reorderDelay(settings, file, stream, clock, signal);
    if (delay !== undefined) delays.set(stream, delay);
  }
  const isPacked = [...firstFrames.values()].some((first) => first?.isPacked);
  const toCopy = { settings, file, clock, isPacked, delays, folder, whole, onProgress, signal };
  const copied = await new StreamCopier(toCopy).copy(chosen);
  requirePlayable(copied);
  return {
    files: copied.flatMap((copy) =>
      'path' in copy ? [remuxedFile(copy, streams, firstFrames.get(copy.stream))] : [],
    ),
    ignored: [...ignored, ...copied.flatMap((copy) => ('error' in copy ? [uncopied(copy)] : []))],
  };
}

/** @throws the reason if no stream has a copy, or none of those that are video. */
function requirePlayable(copied: readonly CopiedStream[]): void {
  const video = copied.filter(({ stream }) => stream.kind === 'video');
  const needed = video.length > 0 ? video : copied;
  if (needed.some((copy) => 'path' in copy)) return;
  const [first] = needed;
  throw first && 'error' in first ? first.error : withoutTracks();
}

function remuxedFile(
  { stream, path, format, startSeconds }: Extract<CopiedStream, { path: string }>,
  streams: readonly Stream[],
  first: FirstFrame | undefined,
): RemuxedFile {
  const { number, kind, codec } = stream;
  // Of containers that mark nothing, the first is the one to be played.
  const alike = streams.filter((other) => other.kind === kind);
  const isEnabled = alike.some(({ isDefault }) => isDefault) ? stream.isDefault : alike[0] === stream;
  return {
    path,
    kind: format === 'matroska' ? 'matroska' : 'movie',
    stream: {
      ...{ id: number, kind: kind === 'video' ? 'video' : 'audio', codec, isEnabled },
      startSeconds,
      ...(first && { firstFrameSeconds: first.seconds }),
    },
  };
}

function uncopied({ stream, error }: Extract<CopiedStream, { error: unknown }>): IgnoredTrack {
  return ignoredStream(stream, error.publicDetail);
}
