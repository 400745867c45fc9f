/** Assets with text burned in, and without video that is passed through: made once each. */
import type { BurnTrack, TextSource } from '../encoder/index.js';
import { isReadAsCues, parseBurnedId, parseMarkedId, parseTrimmedId } from '../encoder/index.js';
import { renditionIdOf } from '../shared/media-url.js';
import type { Asset } from './asset.js';
import { type BurnText, burnTexts } from './burn/burn-texts.js';
import type { SourceTrack } from './text/source-track.js';

/** Reads a text as a whole; see `Texts.sourceTrack`. */
type ReadSource = (source: TextSource) => Promise<SourceTrack>;

interface Views {
  encoded?: Asset;
  /** By the suffix of the text; a master has no more than MAX_TEXT_TRACKS, and MAX_SIDECARS beside it. */
  readonly burned: Map<string, Asset>;
}

/** Lives as long as the asset. */
const views = new WeakMap<Asset, Views>();

/** The asset with no video passed through; the asset itself if none is. */
export function encodedAsset(asset: Asset): Asset {
  if (!asset.ladder.video.some(({ passthrough }) => passthrough)) return asset;
  const known = viewsOf(asset);
  known.encoded ??= asset.treated({ encodedVideo: true });
  return known.encoded;
}

/**
 * The asset with a text burned into its video, by the text's id; undefined if it has no such text, or none that can be.
 * @throws what `read` throws, for a text that is read as a whole.
 */
export async function burnedAsset(
  asset: Asset,
  textId: string,
  read: ReadSource,
): Promise<Asset | undefined> {
  const text = burnTexts(asset).find(({ id }) => id === textId);
  return (
    text && (knownBurnedAsset(asset, text.suffix) ?? viewOf(asset, text, await trackOf(asset, text, read)))
  );
}

/** As `burnedAsset`, by the text's suffix in ids of renditions; undefined too for a text that is read as a whole and was not yet. */
export function knownBurnedAsset(asset: Asset, suffix: string): Asset | undefined {
  const known = viewsOf(asset).burned.get(suffix);
  if (known) return known;
  const text = burnTexts(asset).find((one) => one.suffix === suffix);
  const track = text && masterTrack(asset, text);
  return track && viewOf(asset, text, track);
}

/**
 * Reads the text of a rendition that is read as a whole, so that `knownBurnedAsset` knows it; nothing for any other rendition.
 * @throws what `read` throws.
 */
export async function readBurnedText(asset: Asset, renditionKey: string, read: ReadSource): Promise<void> {
  const id = renditionIdOf(renditionKey);
  const whole = parseTrimmedId(id)?.renditionId ?? id;
  const { suffix } = parseBurnedId(parseMarkedId(whole)?.renditionId ?? whole) ?? {};
  if (suffix === undefined || knownBurnedAsset(asset, suffix)) return;
  const text = burnTexts(asset).find((one) => one.suffix === suffix);
  if (text) await burnedAsset(asset, text.id, read);
}

async function trackOf(asset: Asset, text: BurnText, read: ReadSource): Promise<BurnTrack> {
  return masterTrack(asset, text) ?? (await read(text.source)).track;
}

/** Undefined for a text that is read as a whole. */
function masterTrack({ index }: Asset, { source }: BurnText): BurnTrack | undefined {
  if (source.kind !== 'track') return undefined;
  return index.text.find((track) => track.id === source.trackId && !isReadAsCues(track));
}

function viewOf(asset: Asset, text: BurnText, track: BurnTrack): Asset {
  const { burned } = viewsOf(asset);
  const view =
    burned.get(text.suffix) ?? asset.treated({ burn: { text, track, others: encodedAsset(asset) } });
  burned.set(text.suffix, view);
  return view;
}

function viewsOf(asset: Asset): Views {
  const known = views.get(asset) ?? { burned: new Map() };
  views.set(asset, known);
  return known;
}
