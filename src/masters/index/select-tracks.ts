/** Which of a movie's tracks are played, as a good player would choose. */
import type { MediaTrack } from '../movie/media-track.js';
import type { VideoEntry } from '../movie/sample-entry.js';
import type { IgnoredTrack } from '../track.js';

/** A recording with more languages than this is not one that players' menus could show. */
const MAX_AUDIO_TRACKS = 32;
const PICTURE_TYPES = new Set(['jpeg', 'mjpa', 'mjpb', 'mjpg', 'png ', 'tiff', 'gif ']);

export interface Selection {
  readonly video: MediaTrack | undefined;
  readonly audio: readonly MediaTrack[];
  readonly ignored: readonly IgnoredTrack[];
}

/** Enabled tracks before others, then the larger picture, then the earlier one. */
export function selectTracks(tracks: readonly MediaTrack[]): Selection {
  const candidates = tracks.filter((track) => track.header.handler === 'vide' && !isPicture(track));
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

/** The track as it is listed when it is not played. */
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
  if (handler === 'vide') return isPicture(track) ? 'attached picture' : 'another video track is played';
  if (handler === 'soun') return `more than ${MAX_AUDIO_TRACKS} audio tracks`;
  return track.auxiliary ? 'chapters or thumbnails' : 'neither video nor audio';
}

/** Cover art and thumbnails: used by another track, or a single still picture. */
function isPicture(track: MediaTrack): boolean {
  if (track.auxiliary) return true;
  if (!PICTURE_TYPES.has(codingOf(track))) return false;
  try {
    return track.samples().table.count <= 1;
  } catch {
    return true;
  }
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

function videoEntryOf(track: MediaTrack): VideoEntry | undefined {
  try {
    return track.entry().video;
  } catch {
    return undefined;
  }
}
