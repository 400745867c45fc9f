/** Indexes the copies of a master's streams, each a file of one track, and selects what is played. */
import { basename } from 'node:path';
import type { OnplayError } from '../../shared/errors.js';
import { type ByteSource, fileMaster } from '../../stores/index.js';
import { type AudioTrack, type IgnoredTrack, type VideoTrack, withoutTracks } from '../../tracks/index.js';
import { shiftTrack } from './align-tracks.js';
import { indexMatroska } from './index-matroska.js';
import { indexMovie } from './index-movie.js';
import type { RemuxedFile, RemuxedStream } from './media-tools.js';
import { withDecoderDelay } from './tracks/decoder-delay.js';
import type { IndexedTracks, IndexingContext } from './tracks/indexed-tracks.js';
import { isOfTrack, NO_FRAMES, notPlayedReason } from './tracks/not-played-reasons.js';

/** A stream whose copy cannot be played. */
interface Failure {
  readonly stream: RemuxedStream;
  readonly error: OnplayError;
}

/**
 * Returns the tracks of all copies, each on its own timeline (see `alignTracks`), with the ids of their streams. Of video the first
 * that has several frames is played, else the first.
 * @param copies in the order of `RemuxedMaster.files`, which is that of `MasterIndex.files`.
 * @param uncopied what is ignored already.
 * @throws OnplayError the reason if no video of a master that has some can be played, or nothing at all.
 */
export async function indexCopies(
  copies: readonly RemuxedFile[],
  uncopied: readonly IgnoredTrack[],
  context: IndexingContext,
): Promise<IndexedTracks> {
  const failures: Failure[] = [];
  const videos: VideoTrack[] = [];
  const audio: AudioTrack[] = [];
  for (const [file, copy] of copies.entries()) {
    if (copy.stream.kind === 'video' && videos.some(isFilm)) continue;
    const tracks = await indexedOrFailure(copy, file, context);
    if ('error' in tracks) failures.push(tracks);
    else if (tracks.video) videos.push(tracks.video);
    else audio.push(...tracks.audio);
  }
  const video = videos.find(isFilm) ?? videos[0];
  requirePlayable(video, audio, failures);
  const played = new Set([video, ...audio].map((track) => track?.id));
  const failed = new Map(failures.map(({ stream, error }) => [stream, notPlayedReason(error)]));
  const unplayed = copies
    .filter(({ stream }) => !played.has(stream.id))
    .map(({ stream }) => ignoredStream(stream, failed.get(stream) ?? 'another video track is played'));
  const ignored = [...uncopied, ...unplayed].sort((a, b) => a.id - b.id);
  return { ...(video && { video }), audio, ignored };
}

function isFilm({ frames }: VideoTrack): boolean {
  return frames.length > 1;
}

function ignoredStream({ id, kind, codec }: RemuxedStream, reason: string): IgnoredTrack {
  return { id, kind, codec, reason };
}

/** @throws the error of a film's video, without which it is not played, or of the first copy if none can be. */
function requirePlayable(
  video: VideoTrack | undefined,
  audio: readonly AudioTrack[],
  failures: readonly Failure[],
): void {
  const missed = failures.find(({ stream, error }) => stream.kind === 'video' && !HARMLESS.has(error.code));
  if (missed && !(video && isFilm(video))) throw missed.error;
  if (!video && audio.length === 0) throw failures[0]?.error ?? withoutTracks();
}

/** Of a stream that sends no frames, and of a single picture that is no film. */
const HARMLESS: ReadonlySet<string> = new Set([NO_FRAMES, 'master_without_tracks']);

async function indexedOrFailure(
  copy: RemuxedFile,
  file: number,
  context: IndexingContext,
): Promise<IndexedTracks | Failure> {
  try {
    return await indexCopy(copy, file, context);
  } catch (error) {
    if (!isOfTrack(error)) throw error;
    return { stream: copy.stream, error };
  }
}

async function indexCopy(copy: RemuxedFile, file: number, context: IndexingContext): Promise<IndexedTracks> {
  const { stream } = copy;
  const source = await openCopy(copy);
  try {
    const read = copy.kind === 'movie' ? indexMovie : indexMatroska;
    const { video, audio } = await read(source, file, context);
    return {
      ...(video && { video: { ...withDelay(fromStart(video, stream), stream), id: stream.id } }),
      audio: audio.map((track) => {
        return { ...fromStart(track, stream), id: stream.id, enabled: stream.isEnabled };
      }),
      ignored: [],
    };
  } finally {
    await source.close();
  }
}

function fromStart<T extends VideoTrack | AudioTrack>(track: T, { startSeconds }: RemuxedStream): T {
  return shiftTrack(track, Math.round(startSeconds * track.timescale));
}

function withDelay(video: VideoTrack, { firstFrameSeconds }: RemuxedStream): VideoTrack {
  return firstFrameSeconds === undefined ? video : withDecoderDelay(video, firstFrameSeconds);
}

/** @throws OnplayError `master_without_tracks` when the copy is gone. */
export async function openCopy({ path }: RemuxedFile): Promise<ByteSource> {
  const copy = await fileMaster(basename(path), path);
  if (!copy) throw withoutTracks();
  return copy.open();
}
