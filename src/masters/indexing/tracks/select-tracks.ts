/** Selects the tracks of a master that are played. */
import { type IgnoredTrack, MAX_TEXT_TRACKS } from '../../../tracks/index.js';
import type { CandidateTrack } from './candidate-track.js';
import { ATTACHED_PICTURE, AUXILIARY, BITMAP_TEXT, isOfTrack } from './not-played-reasons.js';
import { unreadReason } from './text-formats.js';

/** More than a player's menu can reasonably show. */
const MAX_AUDIO_TRACKS = 32;

export interface Selection<T extends CandidateTrack> {
  readonly video: T | undefined;
  readonly audio: readonly T[];
  /** Subtitles, without chapters. */
  readonly texts: readonly T[];
  readonly ignored: readonly IgnoredTrack[];
}

/**
 * Selects one video track (of several frames before a picture, a frame of a video codec before a still image, enabled before
 * others, then the largest, then the first), the first 32 audio tracks and the first 64
 * of text.
 */
export function selectTracks<T extends CandidateTrack>(tracks: readonly T[]): Selection<T> {
  const [video] = tracks
    .filter((track) => track.kind === 'video' && !track.isAuxiliary)
    .sort(
      (a, b) =>
        Number(b.sampleCount > 1) - Number(a.sampleCount > 1) ||
        Number(isStillImage(a)) - Number(isStillImage(b)) ||
        Number(b.isEnabled) - Number(a.isEnabled) ||
        b.area - a.area ||
        a.id - b.id,
    );
  const audio = tracks.filter(({ kind }) => kind === 'audio').slice(0, MAX_AUDIO_TRACKS);
  const texts = tracks.filter(({ text, isAuxiliary }) => text && !isAuxiliary).slice(0, MAX_TEXT_TRACKS);
  // Bitmaps of text are in the index, and not shown as text.
  const used = new Set([video, ...audio, ...texts.filter(({ text }) => text?.kind === 'text')]);
  return {
    video,
    audio,
    texts,
    ignored: tracks.filter((track) => !used.has(track)).map((track) => ignoredTrack(track)),
  };
}

/** Listed tracks with others, whose reasons take the place of those that were given before, in the order of the master. */
export function withIgnored(
  listed: readonly IgnoredTrack[],
  more: readonly IgnoredTrack[],
): readonly IgnoredTrack[] {
  const replaced = new Set(more.map(({ id }) => id));
  return [...listed.filter(({ id }) => !replaced.has(id)), ...more].sort((a, b) => a.id - b.id);
}

/** How a track that is not played is listed. @param reason by default that it was not selected. */
export function ignoredTrack(track: CandidateTrack, reason = reasonFor(track)): IgnoredTrack {
  const { id, kind, codec } = track;
  return { id, kind, codec, reason };
}

function reasonFor(track: CandidateTrack): string {
  if (track.kind === 'video')
    return track.isAuxiliary || isStillImage(track) ? ATTACHED_PICTURE : 'another video track is played';
  if (track.kind === 'audio') return `more than ${MAX_AUDIO_TRACKS} audio tracks`;
  if (track.isAuxiliary) return AUXILIARY;
  if (track.kind !== 'text') return 'neither video nor audio';
  if (!track.text) return unreadReason(track.codec);
  return track.text.kind === 'bitmap' ? BITMAP_TEXT : `more than ${MAX_TEXT_TRACKS} tracks of text`;
}

/** Cover art where there is a film; else a slide, of which a film is made. */
function isStillImage({ kind, isImageCodec, sampleCount }: CandidateTrack): boolean {
  return kind === 'video' && isImageCodec && sampleCount <= 1;
}

/** A still image that cannot be decoded costs the audio nothing: it is listed as a cover. Undefined for anything else. */
export function undecodableImage(
  track: CandidateTrack,
  decoded: PromiseSettledResult<unknown>,
): IgnoredTrack | undefined {
  const isLost = decoded.status === 'rejected' && isStillImage(track) && isOfTrack(decoded.reason);
  return isLost ? ignoredTrack(track, ATTACHED_PICTURE) : undefined;
}
