/** What a session plays one after another, as it stands in the URLs of its playlists. */
import { z } from 'zod';
import { type AssetId, assetPath, parseAssetId } from '../asset-id.js';
import type { ClipFrames } from '../clip.js';
import { isGain } from '../gain/gain.js';
import { MAX_PLACES } from './fired-events.js';
import { MAX_INSERTS } from './inserts-claim.js';
import { MAX_PIECES } from './pieces-claim.js';

/** A piece of the programme, or all or some frames of another asset in one of its versions. */
export type SequenceEntry = PieceEntry | InsertEntry;

export interface PieceEntry {
  /** Default all. */
  readonly frames?: ClipFrames;
}

export interface InsertEntry {
  readonly asset: AssetId;
  /** See `versionMarkOf` (media-url.ts). */
  readonly version: string;
  /** By how many decibels it is louder than its master; see `isGain`. */
  readonly gain?: number;
  /** Default all. */
  readonly frames?: ClipFrames;
  /** Whether the multivariant playlist has what players request while it is played. */
  readonly isTracked?: boolean;
  /** Of an interstitial: the frame of the programme, in the piece before it in the list, before which it is played. */
  readonly at?: number;
  /** Of an ad whose events the origin requests. */
  readonly fired?: FiredEntry;
}

/** Which events a server keeps, and where in the ad there are any. */
export interface FiredEntry {
  /** See `isFiredId`. */
  readonly id: string;
  /** See `placesOf`. */
  readonly places: number;
}

/** Whether inserts are played while the programme waits, which is not cut then. */
export function hasInterstitials(entries: readonly SequenceEntry[]): boolean {
  return entries.some((entry) => 'asset' in entry && entry.at !== undefined);
}

const FIRED_ID = /^[\w-]{16}$/;

/** Whether it is a name of events: 96 random bits in base64url. */
export function isFiredId(text: string): boolean {
  return FIRED_ID.test(text);
}

/** As many pieces as a token may have, and the inserts between them, each of which may split one. */
const MAX_ENTRIES = MAX_PIECES + 2 * MAX_INSERTS;

const frame = z.int().min(0).max(99_999_999);
const name = z.string().max(3 * 1024);
const version = z.string().regex(/^[0-9a-f]{6}$/);
/** What is said of an insert beside its frames; each only where it is so. */
const said = z.strictObject({
  gain: z.number().refine(isGain).optional(),
  tracked: z.literal(1).optional(),
  fired: z.tuple([z.string().regex(FIRED_ID), z.int().min(1).max(MAX_PLACES)]).optional(),
  at: frame.optional(),
});
const entry = z.union([
  z.tuple([]),
  z.tuple([frame, frame]),
  z.tuple([name, version]),
  z.tuple([name, version, said]),
  z.tuple([name, version, frame, frame]),
  z.tuple([name, version, frame, frame, said]),
]);
const entriesSchema = z.array(entry).min(1).max(MAX_ENTRIES);

/**
 * As JSON: `[[0,700],["ads/one","7a3f01"],["ads/two","01c4be",0,600,{"gain":-3.5,"tracked":1}],[700,1900]]`. With interstitials:
 * `[[],["ads/one","7a3f01",{"at":700}]]`.
 */
export function writeEntries(entries: readonly SequenceEntry[]): string {
  return JSON.stringify(
    entries.map((entry) => {
      const frames = entry.frames ? [entry.frames.first, entry.frames.end] : [];
      if (!('asset' in entry)) return frames;
      const { gain, isTracked, fired, at } = entry;
      const said = {
        ...(gain !== undefined && { gain }),
        ...(isTracked && { tracked: 1 }),
        ...(fired && { fired: [fired.id, fired.places] }),
        ...(at !== undefined && { at }),
      };
      return [
        ...[assetPath(entry.asset), entry.version, ...frames],
        ...(Object.keys(said).length > 0 ? [said] : []),
      ];
    }),
  );
}

/** @throws Error for a text that `writeEntries` does not write. */
export function readEntries(text: string): readonly SequenceEntry[] {
  return entriesSchema.parse(JSON.parse(text)).map((entry): SequenceEntry => {
    const [path, mark, ...rest] = entry;
    if (path === undefined) return {};
    if (typeof path === 'number') return { frames: { first: path, end: Number(mark) } };
    const last = rest.at(-1);
    const { gain, tracked, fired, at } = typeof last === 'object' ? last : {};
    const [first, end] = rest;
    return {
      ...{ asset: parseAssetId(path), version: String(mark) },
      ...(gain !== undefined && { gain }),
      ...(typeof first === 'number' && typeof end === 'number' && { frames: { first, end } }),
      ...(tracked && { isTracked: true }),
      ...(fired && { fired: { id: fired[0], places: fired[1] } }),
      ...(at !== undefined && { at }),
    };
  });
}
