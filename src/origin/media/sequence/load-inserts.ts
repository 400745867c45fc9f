/** Loads the assets that are put into a programme. One that cannot be played costs the programme nothing: it is left out. */
import type { Logger } from 'pino';
import type { PlaybackScope } from '../../../access/index.js';
import {
  type Asset,
  completed,
  gainedAsset,
  insertAsset,
  measureRenditions,
  pieceOf,
  type SequencePart,
  versionGone,
  withSilence,
} from '../../../assets/index.js';
import { allowedLadder } from '../../../sessions/index.js';
import { within } from '../../../shared/deadline.js';
import { normalizeError } from '../../../shared/errors.js';
import type { Insert } from '../../../shared/sequence/inserts-claim.js';
import type { InsertEntry } from '../../../shared/sequence/sequence-entry.js';
import type { Services } from '../../services.js';
import { type SessionMarks, withMarks } from '../entry/session-asset.js';
import { versionOf } from './place-parts.js';

/** How long a manifest waits for all of its inserts, in milliseconds. One that was never requested is indexed meanwhile, and in the next manifest. */
const PATIENCE_MS = 2000;

/** For whom inserts are loaded. */
export interface InsertContext {
  /** Of the token. */
  readonly scope: PlaybackScope;
  /** An insert needs video and audio if it has; and is as loud. */
  readonly programme: Asset;
  /** Those of the asset of the token. */
  readonly marks: SessionMarks;
  readonly signal: AbortSignal;
}

/** Why an insert is not played. */
export interface LeftOut {
  /** A code, of errors.md or of here. */
  readonly reason: string;
  readonly detail: string;
}

/** What could be loaded in time, or why it could not. */
export async function loadInserts(
  { library, loudness }: Pick<Services, 'library' | 'loudness'>,
  inserts: readonly Insert[],
  context: InsertContext,
): Promise<ReadonlyMap<Insert, SequencePart | LeftOut>> {
  const loaded = new Map<Insert, SequencePart | LeftOut>();
  const loading = inserts.map(async (insert) => {
    try {
      const asset = await completed(await library.get(insert.asset, context.signal));
      const gain = await loudness.gainOf(context.programme, asset);
      const part = await partOf(insertAsset(playedAs(asset, gain, context), insert.clip), context);
      loaded.set(insert, lacking(part, context) ?? part);
    } catch (error) {
      const { code, publicDetail } = normalizeError(error);
      loaded.set(insert, { reason: code, detail: publicDetail });
    }
  });
  await within(PATIENCE_MS, Promise.all(loading));
  return new Map(inserts.map((insert) => [insert, loaded.get(insert) ?? LATE]));
}

const LATE: LeftOut = { reason: 'late', detail: 'It was not indexed in time.' };

function lacking({ insert }: SequencePart, { programme: { ladder } }: InsertContext): LeftOut | undefined {
  const kinds = ['video', 'audio'] as const;
  const kind = kinds.find((each) => ladder[each].length > 0 && insert![each].length === 0);
  return kind && { reason: 'track_missing', detail: `It has no ${kind}, and the programme has.` };
}

/**
 * An insert of a signed list, in the version that the list names.
 * @throws OnplayError `version_gone`, `no_rendition_allowed`; as `AssetLibrary.getForMedia`.
 */
export async function insertOfEntry(
  { library }: Pick<Services, 'library'>,
  entry: InsertEntry,
  context: Omit<InsertContext, 'programme'>,
): Promise<SequencePart> {
  return partOf(await assetOfEntry({ library }, entry, context), context);
}

/**
 * As `insertOfEntry`, for a programme that is played without the insert if that is never to be had again: replaced, deleted or damaged since, or beyond the
 * limits of the viewer.
 * @throws what passes, as `insertOfEntry`.
 */
export async function insertUnlessLost(
  services: Pick<Services, 'library'>,
  entry: InsertEntry,
  { log, ...context }: Omit<InsertContext, 'programme'> & { readonly log: Pick<Logger, 'warn'> },
): Promise<SequencePart | undefined> {
  try {
    return await insertOfEntry(services, entry, context);
  } catch (error) {
    const { code: reason, publicDetail: detail, about, retryable } = normalizeError(error);
    if (about === 'moment' || retryable) throw error;
    const { asset: insert, at } = entry;
    log.warn({ insert, at, reason, detail }, 'an insert is left out');
    return undefined;
  }
}

/**
 * What of an insert of a signed list is played, without the limits of a viewer.
 * @throws OnplayError `version_gone`; as `AssetLibrary.getForMedia`.
 */
export async function assetOfEntry(
  { library }: Pick<Services, 'library'>,
  { asset: id, version, gain = 0, frames }: InsertEntry,
  context: Omit<InsertContext, 'programme'>,
): Promise<Asset> {
  const asset = await completed(await library.getForMedia(id, context.signal));
  if (versionOf(asset) !== version) throw versionGone();
  const whole = playedAs(asset, gain, context);
  return frames ? pieceOf(whole, frames) : whole;
}

/** An asset as it is put in, whole. That of the token has its marks here too: its grant would open it without any. */
function playedAs(
  asset: Asset,
  gain: number,
  { scope, marks }: Pick<InsertContext, 'scope' | 'marks'>,
): Asset {
  const whole = gainedAsset(withSilence(asset), gain);
  return asset.id === scope.asset ? withMarks(whole, marks) : whole;
}

async function partOf(asset: Asset, { scope }: Pick<InsertContext, 'scope'>): Promise<SequencePart> {
  const { ladder, presentation } = asset;
  // The limits of the token are compared with them.
  await measureRenditions(presentation);
  const insert = allowedLadder(ladder, scope, (rendition) => presentation.of(rendition).limitedPeak);
  return { asset, insert };
}
