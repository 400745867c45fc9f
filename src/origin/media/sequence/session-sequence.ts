/** The parts that a session plays one after another. */
import type { PlaybackScope } from '../../../access/index.js';
import {
  type Asset,
  arrangeParts,
  canBePiece,
  completed,
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
import type { AdTracking } from '../../../shared/sequence/ad-tracking.js';
import { type Insert, insertsOf, MAX_INSERTS } from '../../../shared/sequence/inserts-claim.js';
import type { Entry, Exchange } from '../entry/entry.js';
import { type SessionView, sessionAsset } from '../entry/session-asset.js';
import { adInserts } from './ad-inserts.js';
import { type InsertContext, type LeftOut, loadInserts } from './load-inserts.js';

export interface SessionSequence {
  readonly sequence: Sequence;
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
  const programme = programmeOf(await sessionAsset(await completed(asset), { ...view, clip: [] }, reader));
  const frames = piecesWithin(programme, pieces ?? [{}], view.clip);
  const marks = { marks: programme.marked?.marks, trace: view.trace };
  const placed = await placedInserts(exchange, entry, { programme, marks }, inserts);
  const arrange = (list: readonly PlacedInsert<LoadedInsert>[]) =>
    arrangeParts(frames, list, (piece) => canBePiece(programme, piece));
  const arranged = arrange(placed);
  const played = new Set(arranged.map((each) => 'insert' in each && each.insert));
  for (const { insert } of placed) if (!played.has(insert)) leaveOut(exchange, insert.wanted, OUTSIDE);
  if (!pieces && placed.every(({ insert }) => !played.has(insert))) return undefined;
  const parts = partsOf(programme, arranged);
  if (placed.length === 0 || fitsPlaylists(parts))
    return { sequence: sequenceOf(programme, parts), tracking: trackingOf(placed) };
  for (const { insert } of placed) leaveOut(exchange, insert.wanted, TOO_LONG);
  return pieces && { sequence: sequenceOf(programme, partsOf(programme, arrange([]))), tracking: new Map() };
}

function trackingOf(placed: readonly PlacedInsert<LoadedInsert>[]): SessionSequence['tracking'] {
  return new Map(
    placed.flatMap(({ insert: { wanted, part } }) =>
      wanted.tracking ? [[part, wanted.tracking] as const] : [],
    ),
  );
}

function partsOf(
  programme: Asset,
  arranged: ReturnType<typeof arrangeParts<LoadedInsert>>,
): readonly SequencePart[] {
  return arranged.map((each) =>
    'insert' in each ? each.insert.part : { asset: pieceOf(programme, each.piece) },
  );
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
