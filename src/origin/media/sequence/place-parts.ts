/** The parts of a sequence with their grants, and the signed list of them. */
import type { KeyObject } from 'node:crypto';
import { issueGrant, issueSequence, type PlaybackScope } from '../../../access/index.js';
import type { Asset, Sequence, SequencePart } from '../../../assets/index.js';
import { renditionsOf } from '../../../encoder/index.js';
import type { PlacedPart } from '../../../manifests/index.js';
import { versionMarkOf } from '../../../shared/media-url.js';
import type { AdTracking } from '../../../shared/sequence/ad-tracking.js';
import type { SequenceEntry } from '../../../shared/sequence/sequence-entry.js';
import { viewScope } from '../entry/session-asset.js';

/**
 * Each part with a grant for its asset, that opens no more of it than the part has. All grants say the same of the viewer, and have one
 * session; so edges serve the segments of parts like any others.
 * @param tracking of those that are ads.
 */
export function placeParts(
  key: KeyObject,
  { parts }: Sequence,
  scope: PlaybackScope,
  tracking: ReadonlyMap<SequencePart, AdTracking> = new Map(),
): readonly PlacedPart[] {
  const viewer = ofViewer(scope);
  return parts.map((part) => {
    const { asset } = part;
    const grant = issueGrant(key, viewScope({ ...viewer, asset: asset.id }, asset));
    return { part, grant, tracking: tracking.get(part) };
  });
}

/** What a scope says of anything but what is played. */
export function ofViewer(scope: PlaybackScope): PlaybackScope {
  const { clip: _clip, pieces: _pieces, inserts: _inserts, ads: _ads, granted: _granted, ...viewer } = scope;
  return viewer;
}

/** The value of the parameter `sequence` in the URLs of media playlists. @throws OnplayError `sequence_impossible`. */
export function signedSequence(
  key: KeyObject,
  { presentation }: Sequence,
  placed: readonly PlacedPart[],
): string {
  const { grant } = placed.find(({ part }) => !part.insert)!;
  return issueSequence(key, presentation.asset, { grant, entries: placed.map(entryOf) });
}

function entryOf({ part: { asset, insert }, tracking }: PlacedPart): SequenceEntry {
  const frames = asset.clip && { first: asset.clip.first, end: asset.clip.end };
  if (!insert) return { frames: frames! };
  return {
    ...{ asset: asset.id, version: versionOf(asset) },
    ...(asset.gain && { gain: asset.gain.decibels }),
    ...(frames && { frames }),
    ...(tracking && { isTracked: true }),
  };
}

/** See `versionMarkOf`. */
export function versionOf({ presentation }: Asset): string {
  return versionMarkOf(presentation.of(renditionsOf(presentation.ladder)[0]!).key);
}
