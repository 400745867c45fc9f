/** Selects the tracks of a movie that are played. */

import type { VisualDescription } from '../../isobmff/index.js';
import type { MediaTrack } from '../demux/media-track.js';
import { type IndexBudget, tooManySamples } from '../index-budget.js';
import type { IgnoredTrack } from '../track.js';

/** More than a player's menu can reasonably show. */
const MAX_AUDIO_TRACKS = 32;
const STILL_IMAGE_TYPES = new Set(['jpeg', 'mjpa', 'mjpb', 'mjpg', 'png ', 'tiff', 'gif ']);

export interface Selection {
  readonly video: MediaTrack | undefined;
  readonly audio: readonly MediaTrack[];
  readonly ignored: readonly IgnoredTrack[];
}

/** Selects one video track (enabled before others, then the largest, then the first) and the first 32 audio tracks. */
export function selectTracks(tracks: readonly MediaTrack[]): Selection {
  const candidates = tracks.filter((track) => track.header.handler === 'vide' && !isAttachedPicture(track));
  const [video] = candidates.sort(
    (a, b) => Number(b.header.enabled) - Number(a.header.enabled) || area(b) - area(a) || a.id - b.id,
  );
  const audio = tracks.filter((track) => track.header.handler === 'soun').slice(0, MAX_AUDIO_TRACKS);
  const used = new Set([video, ...audio]);
  return {
    video,
    audio,
    ignored: tracks.filter((track) => !used.has(track)).map((track) => ignoredTrack(track)),
  };
}

/**
 * Reduces a selection to what fits into the index: audio tracks that do not fit are listed as ignored.
 * @param areReadTogether see `IndexBudget.add`.
 * @throws OnplayError `master_too_complex` when the video does not fit, or no audio track of an audio-only master does.
 */
export function selectWithin(
  budget: IndexBudget,
  { video, audio, ignored }: Selection,
  areReadTogether: boolean,
): Selection {
  const fits = (track: MediaTrack, kind: 'video' | 'audio') => {
    const tableBytes = track.tables?.size ?? 0;
    return budget.add({ kind, samples: track.sampleCount, tableBytes }, areReadTogether);
  };
  if (video && !fits(video, 'video')) throw tooManySamples();
  const fitting = new Set(audio.filter((track) => fits(track, 'audio')));
  if (!video && audio.length > 0 && fitting.size === 0) throw tooManySamples();
  const tooMuch = audio.filter((track) => !fitting.has(track));
  const reason = 'more samples than an index can hold';
  return {
    video,
    audio: [...fitting],
    ignored: [...ignored, ...tooMuch.map((track) => ignoredTrack(track, reason))],
  };
}

/** How a track that is not played is listed. @param reason by default that it was not selected. */
export function ignoredTrack(track: MediaTrack, reason?: string): IgnoredTrack {
  const { handler } = track.header;
  return {
    id: track.id,
    kind: KINDS[handler] ?? 'data',
    codec: codingOf(track),
    reason: reason ?? reasonFor(track),
  };
}

const KINDS: Record<string, string> = {
  vide: 'video',
  soun: 'audio',
  text: 'text',
  sbtl: 'text',
  subt: 'text',
};

function reasonFor(track: MediaTrack): string {
  const { handler } = track.header;
  if (handler === 'vide')
    return isAttachedPicture(track) ? 'attached picture' : 'another video track is played';
  if (handler === 'soun') return `more than ${MAX_AUDIO_TRACKS} audio tracks`;
  return track.auxiliary ? 'chapters or thumbnails' : 'neither video nor audio';
}

/** Cover art and thumbnails: a track that another one refers to, or a single still image. */
function isAttachedPicture(track: MediaTrack): boolean {
  if (track.auxiliary) return true;
  return STILL_IMAGE_TYPES.has(codingOf(track)) && track.sampleCount <= 1;
}

function codingOf(track: MediaTrack): string {
  try {
    return track.entry().type;
  } catch {
    return 'unknown';
  }
}

function area(track: MediaTrack): number {
  const entry = videoEntryOf(track);
  return entry ? entry.width * entry.height : 0;
}

function videoEntryOf(track: MediaTrack): VisualDescription | undefined {
  try {
    return track.entry().video;
  } catch {
    return undefined;
  }
}
