/** The parts of a sequence with their grants, and the signed list of them. */
import type { KeyObject } from 'node:crypto';
import { issueAd, issueGrant, issueSequence, type PlaybackScope } from '../../../access/index.js';
import type { Asset, Sequence, SequencePart } from '../../../assets/index.js';
import { renditionsOf } from '../../../encoder/index.js';
import type { PlacedPart } from '../../../manifests/index.js';
import { versionMarkOf } from '../../../shared/media-url.js';
import type { AdTracking } from '../../../shared/sequence/ad-tracking.js';
import type { FiredEntry, InsertEntry, SequenceEntry } from '../../../shared/sequence/sequence-entry.js';
import { viewScope } from '../entry/session-asset.js';

/**
 * Each part with a grant for its asset, that opens no more of it than the part has. All grants say the same of the viewer, and have one
 * session; so edges serve the segments of parts like any others.
 */
export function placeParts(
  key: KeyObject,
  { parts, presentation }: Pick<Sequence, 'parts' | 'presentation'>,
  scope: PlaybackScope,
  { tracking, fired }: OfAds = {},
): readonly PlacedPart[] {
  const placed = parts.map(
    (part): PlacedPart => ({
      part,
      grant: grantOf(key, part.asset, scope),
      tracking: tracking?.get(part),
    }),
  );
  return placed.map((each) => {
    const entry = fired?.get(each.part);
    if (!entry) return each;
    const ad = { ...(entryOf(each) as InsertEntry), fired: entry };
    const signed = issueAd(key, presentation.asset, { grant: programmeGrant(placed), entry: ad });
    return { ...each, fired: { ...entry, signed } };
  });
}

/** Of the parts that are ads. */
interface OfAds {
  readonly tracking?: ReadonlyMap<SequencePart, AdTracking>;
  /** Those whose events this origin requests. */
  readonly fired?: ReadonlyMap<SequencePart, FiredEntry>;
}

/** The grant for a part, from the token or from another grant of the session. */
export function grantOf(key: KeyObject, asset: Asset, scope: PlaybackScope): string {
  const viewer = ofViewer(scope);
  const ofPart = asset.id === scope.asset ? viewer : { ...withoutMarks(viewer), asset: asset.id };
  return issueGrant(key, viewScope(ofPart, asset));
}

/** The marks of a token are those of its asset, whatever part of it is played: other assets are every viewer's. */
function withoutMarks(scope: PlaybackScope): PlaybackScope {
  const { marks: _marks, marked: _marked, trace: _trace, code: _code, ...others } = scope;
  return others;
}

function programmeGrant(placed: readonly PlacedPart[]): string {
  return placed.find(({ part }) => !part.insert)!.grant;
}

/** What a scope says of anything but what is played. */
export function ofViewer(scope: PlaybackScope): PlaybackScope {
  const { clip: _clip, pieces: _pieces, inserts: _inserts, ads: _ads, ...rest } = scope;
  const { interstitials: _interstitials, granted: _granted, ...viewer } = rest;
  return viewer;
}

/**
 * The value of the parameter `sequence` in the URLs of media playlists.
 * @param parameters that go on into other playlists; see `sessionParameters`. @throws OnplayError `sequence_impossible`.
 */
export function signedSequence(
  key: KeyObject,
  { presentation }: Sequence,
  placed: readonly PlacedPart[],
  parameters: string,
): string {
  const entries = placed.map(entryOf);
  return issueSequence(key, presentation.asset, { grant: programmeGrant(placed), entries, parameters });
}

function entryOf({ part: { asset, insert, at }, tracking, fired }: PlacedPart): SequenceEntry {
  const frames = asset.clip && { first: asset.clip.first, end: asset.clip.end };
  if (!insert) return { ...(frames && { frames }) };
  return {
    ...{ asset: asset.id, version: versionOf(asset) },
    ...(asset.gain && { gain: asset.gain.decibels }),
    ...(frames && { frames }),
    ...(tracking && { isTracked: true }),
    ...(fired && { fired: { id: fired.id, places: fired.places } }),
    ...(at !== undefined && { at }),
  };
}

/** See `versionMarkOf`. */
export function versionOf({ presentation }: Asset): string {
  return versionMarkOf(presentation.of(renditionsOf(presentation.ladder)[0]!).key);
}
