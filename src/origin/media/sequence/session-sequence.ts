/** The parts that a session plays one after another. */
import type { PlaybackScope } from '../../../access/index.js';
import {
  type Arranged,
  type ArrangedInterstitial,
  type Asset,
  arrangeInterstitials,
  arrangeParts,
  completed,
  cuttingOf,
  fitsPlaylists,
  insertFrame,
  type PlacedInsert,
  pieceOf,
  piecesWithin,
  programmeOf,
  type Sequence,
  type SequencePart,
  sequenceOf,
} from '../../../assets/index.js';
import { type AdTag, adTagOf } from '../../../shared/ads/ads-claim.js';
import type { ClipFrames } from '../../../shared/clip.js';
import type { AdTracking } from '../../../shared/sequence/ad-tracking.js';
import { type Insert, insertsOf, MAX_INSERTS } from '../../../shared/sequence/inserts-claim.js';
import type { Entry, Exchange } from '../entry/entry.js';
import type { ManifestFormat } from '../entry/played.js';
import { type SessionView, sessionAsset } from '../entry/session-asset.js';
import { adInserts } from './ad-inserts.js';
import { type InsertContext, type LeftOut, loadInserts } from './load-inserts.js';

export interface SessionSequence {
  readonly sequence: Sequence;
  /** The parts of the sequence; with interstitials, each piece, and behind it the inserts that are played in it. */
  readonly list: readonly SequencePart[];
  /** Of the parts that are ads. */
  readonly tracking: ReadonlyMap<SequencePart, AdTracking>;
}

/**
 * Undefined where no insert can be played and there are no pieces: then the asset is played as it is.
 * @param view what else the session asks for, or is limited to.
 * @throws OnplayError `sequence_impossible`, `clip_impossible`, `burn_impossible`, `marks_impossible`, `trace_impossible`, `trace_unsupported`; as `Asset.complete` and `Texts.sourceTrack`.
 */
export async function sessionSequence(
  exchange: Exchange,
  entry: Pick<Entry, 'scope' | 'viewer'>,
  asset: Asset,
  view: SessionView,
  format: ManifestFormat,
): Promise<SessionSequence | undefined> {
  const { pieces } = entry.scope;
  const ads = adsFor(asset, entry.scope);
  const named = insertsFor(exchange, asset, entry.scope);
  if (!pieces && !ads && named.length === 0) return undefined;
  if (!pieces && !canBeCut(asset)) {
    for (const insert of named) leaveOut(exchange, insert, NOT_CUT);
    return undefined;
  }
  const wanted = [...named, ...(ads ? await adInserts(exchange, entry, asset, ads) : [])];
  const inserts = wanted.slice(0, MAX_INSERTS);
  for (const insert of wanted.slice(MAX_INSERTS)) leaveOut(exchange, insert, TOO_MANY);
  const reader = { texts: exchange.services.texts, viewer: entry.viewer };
  const seen = await sessionAsset(await completed(asset), { ...view, clip: [] }, reader);
  const isApart = format === 'hls' && areInterstitials(exchange, entry.scope);
  const isUncut = isApart && !pieces && view.clip.length === 0 && !seen.marked && !seen.traced;
  const programme = isUncut ? seen : programmeOf(seen);
  const frames = piecesWithin(programme, pieces ?? [{}], view.clip);
  const marks = { marks: programme.marked?.marks, trace: view.trace };
  const placed = await placedInserts(exchange, entry, { programme, marks }, inserts);
  const arrange = (list: readonly PlacedInsert<LoadedInsert>[]) =>
    isApart ? arrangeInterstitials(frames, list) : arrangeParts(frames, list, cuttingOf(programme));
  const arranged = arrange(placed);
  const played = new Set(arranged.map((each) => 'insert' in each && each.insert));
  for (const { insert } of placed) if (!played.has(insert)) leaveOut(exchange, insert.wanted, OUTSIDE);
  if (!pieces && placed.every(({ insert }) => !played.has(insert))) return undefined;
  const pieceAsset = (piece: ClipFrames) => (isUncut ? programme : pieceOf(programme, piece));
  const arrangement = arrangementOf(arranged, pieceAsset);
  const parts = isApart ? arrangement.list.filter(({ insert }) => !insert) : arrangement.list;
  if (placed.length === 0 || fitsPlaylists(parts))
    return { sequence: sequenceOf(programme, parts), ...arrangement };
  for (const { insert } of placed) leaveOut(exchange, insert.wanted, TOO_LONG);
  if (!pieces) return undefined;
  const without = arrangementOf(arrange([]), pieceAsset);
  return { sequence: sequenceOf(programme, without.list), ...without };
}

/** Whether inserts are played while the programme waits, which is not cut then. */
function areInterstitials({ services: { config } }: Exchange, { interstitials }: PlaybackScope): boolean {
  return interstitials ?? config.hlsInterstitials;
}

type ArrangedInsert = Arranged<LoadedInsert> | ArrangedInterstitial<LoadedInsert>;

function arrangementOf(
  arranged: readonly ArrangedInsert[],
  pieceAsset: (piece: ClipFrames) => Asset,
): Pick<SessionSequence, 'list' | 'tracking'> {
  const tracking = new Map<SequencePart, AdTracking>();
  const list = arranged.map((each): SequencePart => {
    if ('piece' in each) return { asset: pieceAsset(each.piece) };
    const { wanted, part } = each.insert;
    const played = 'at' in each ? { ...part, at: each.at } : part;
    if (wanted.tracking) tracking.set(played, wanted.tracking);
    return played;
  });
  return { list, tracking };
}

/** That of the token; else that which is named beside the master, as for inserts. */
function adsFor({ metadata }: Asset, { ads }: PlaybackScope): AdTag | undefined {
  if (ads !== undefined) return ads || undefined;
  return metadata?.ads && adTagOf(metadata.ads);
}

/** Those of the token; else those that are named beside the master. */
function insertsFor(
  exchange: Exchange,
  { id, metadata }: Asset,
  { inserts }: PlaybackScope,
): readonly Insert[] {
  if (inserts) return inserts;
  return insertsOf(metadata?.inserts ?? []).filter((insert) => {
    const isBeside = insert.asset !== id && insert.asset.startsWith(id.slice(0, id.lastIndexOf('/') + 1));
    if (!isBeside) leaveOut(exchange, insert, ELSEWHERE);
    return isBeside;
  });
}

/** See `resolveClip`. */
function canBeCut({ index: { growth, video }, map }: Asset): boolean {
  return !growth && !map.isOpen && !video?.orderUnknown;
}

interface LoadedInsert {
  readonly wanted: Insert;
  readonly part: SequencePart;
}

/** Those that could be loaded in time, each where it is played. */
async function placedInserts(
  exchange: Exchange,
  { scope, viewer: { signal } }: Pick<Entry, 'scope' | 'viewer'>,
  { programme, marks }: Pick<InsertContext, 'programme' | 'marks'>,
  inserts: readonly Insert[],
): Promise<readonly PlacedInsert<LoadedInsert>[]> {
  const context = { scope, programme, marks, signal };
  const loaded = await loadInserts(exchange.services, inserts, context);
  return inserts.flatMap((wanted) => {
    const part = loaded.get(wanted)!;
    if ('reason' in part) {
      leaveOut(exchange, wanted, part);
      return [];
    }
    const { at, isAligned } = wanted;
    const isAtEdge = at === 'start' || at === 'end';
    return { at: isAtEdge ? at : insertFrame(programme, at, isAligned), insert: { wanted, part } };
  });
}

/** Tells the operator. */
function leaveOut({ services, request }: Exchange, { asset, at }: Insert, { reason, detail }: LeftOut): void {
  services.metrics.insertsLeftOut.inc({ reason });
  request.log.warn({ insert: asset, at, reason, detail }, 'an insert is left out');
}

const NOT_CUT: LeftOut = {
  reason: 'programme',
  detail: 'The programme is still written, or has no reliable times.',
};
const TOO_MANY: LeftOut = { reason: 'too_many', detail: `No more than ${MAX_INSERTS} are played.` };
const TOO_LONG: LeftOut = { reason: 'too_long', detail: 'With all inserts there are too many segments.' };
const ELSEWHERE: LeftOut = { reason: 'elsewhere', detail: 'It is the programme, or in no folder of its.' };
const OUTSIDE: LeftOut = { reason: 'outside', detail: 'No piece has its moment.' };
