/** What a session plays one after another, as it stands in the URLs of its playlists. */
import { z } from 'zod';
import { type AssetId, assetPath, parseAssetId } from '../asset-id.js';
import type { ClipFrames } from '../clip.js';
import { MAX_INSERTS } from './inserts-claim.js';
import { MAX_PIECES } from './pieces-claim.js';

/** A piece of the programme, or all or some frames of another asset in one of its versions. */
export type SequenceEntry = PieceEntry | InsertEntry;

export interface PieceEntry {
  readonly frames: ClipFrames;
}

export interface InsertEntry {
  readonly asset: AssetId;
  /** See `versionMarkOf` (media-url.ts). */
  readonly version: string;
  /** Default all. */
  readonly frames?: ClipFrames;
  /** Whether the multivariant playlist has what players request while it is played. */
  readonly isTracked?: boolean;
}

/** As many pieces as a token may have, and the inserts between them, each of which may split one. */
const MAX_ENTRIES = MAX_PIECES + 2 * MAX_INSERTS;

const frame = z.int().min(0).max(99_999_999);
const name = z.string().max(3 * 1024);
const version = z.string().regex(/^[0-9a-f]{6}$/);
const isTracked = z.literal(1);
const entriesSchema = z
  .array(
    z.union([
      z.tuple([frame, frame]),
      z.tuple([name, version]),
      z.tuple([name, version, isTracked]),
      z.tuple([name, version, frame, frame]),
      z.tuple([name, version, frame, frame, isTracked]),
    ]),
  )
  .min(1)
  .max(MAX_ENTRIES);

/** As JSON: `[[0,700],["ads/one","7a3f01"],[700,1900]]`; an insert that is tracked has a 1 at its end. */
export function writeEntries(entries: readonly SequenceEntry[]): string {
  return JSON.stringify(
    entries.map((entry) => {
      const frames = entry.frames ? [entry.frames.first, entry.frames.end] : [];
      if (!('asset' in entry)) return frames;
      return [assetPath(entry.asset), entry.version, ...frames, ...(entry.isTracked ? [1] : [])];
    }),
  );
}

/** @throws Error for a text that `writeEntries` does not write. */
export function readEntries(text: string): readonly SequenceEntry[] {
  return entriesSchema.parse(JSON.parse(text)).map((entry): SequenceEntry => {
    if (entry.length === 2 && typeof entry[0] === 'number')
      return { frames: { first: entry[0], end: Number(entry[1]) } };
    const [path, mark, ...numbers] = entry as [string, string, ...number[]];
    const [first, end] = numbers;
    return {
      ...{ asset: parseAssetId(path), version: mark },
      ...(first !== undefined && end !== undefined && { frames: { first, end } }),
      ...(numbers.length % 2 === 1 && { isTracked: true }),
    };
  });
}
