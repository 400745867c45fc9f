/**
 * The directories that players fetch from, `/-/{grant}/{asset}/{rendition}/`: each is parsed and verified once, then found
 * by its text, since a player requests hundreds of files of one.
 */

import { LRUCache } from 'lru-cache';
import type { PlaybackScope } from '../../access/index.js';
import {
  type Asset,
  completed,
  isGainedKey,
  measureRenditions,
  stillOf,
  type Variant,
} from '../../assets/index.js';
import {
  assertMarked,
  assertMayBeCut,
  assertUntraceable,
  assertWithinClip,
  isTracedKey,
} from '../../sessions/index.js';
import type { AssetId } from '../../shared/asset-id.js';
import { type MediaPath, mediaFileOf } from '../../shared/media-url.js';
import type { Services } from '../services.js';
import { grantFrom } from './entry/out-of-path-grant.js';
import { type AuthorizedVariant, authorizeTraced, authorizeVariant } from './open-media.js';

/** What a media URL names, for a client whose grant allows it. */
export interface OpenedMedia extends AuthorizedVariant {
  readonly scope: PlaybackScope;
  readonly file: MediaPath['file'];
}

/** What a request says about its client. */
export interface RequestFacts {
  readonly address: string;
  /** The value of `Referer`, else of `Origin`. */
  readonly referrer: string | undefined;
  /** The grant, if the path has none; see `readOutOfPathGrant`. */
  readonly outOfPathGrant: string | undefined;
}

interface Directory extends AuthorizedVariant {
  readonly assetId: AssetId;
  /** The current version of the asset when the directory was resolved. */
  readonly current: Asset;
  readonly scope: PlaybackScope;
}

/** A few hundred bytes each: what is cut of an asset has a presentation of its own, so its directories are found anew each time. */
const MAX_DIRECTORIES = 10_000;

export class MediaDirectories {
  readonly #services: Pick<Services, 'grants' | 'library' | 'traceSecret'>;
  readonly #directories = new LRUCache<string, Directory>({ max: MAX_DIRECTORIES });

  constructor(services: Pick<Services, 'grants' | 'library' | 'traceSecret'>) {
    this.#services = services;
  }

  /**
   * What a path names, where its directory was resolved before, its asset is still current and its grant is valid now;
   * undefined otherwise, and for what is made of an asset for few sessions.
   * @param path as it was sent, without its query.
   * @throws OnplayError `outside_clip`, `unmarked_forbidden`, `untraced_forbidden`.
   */
  open(path: string, facts: RequestFacts): OpenedMedia | undefined {
    const directory = this.#directories.get(cacheKey(path, facts));
    if (!directory) return undefined;
    const { assetId, current, asset, variant, isSuperseded, scope } = directory;
    if (this.#services.library.ready(assetId) !== current || this.#isRefused(directory, facts))
      return undefined;
    const file = mediaFileOf(path);
    if (file === undefined) return undefined;
    assertAllowed(directory, file);
    return { asset, variant, isSuperseded, scope, file };
  }

  /**
   * What a path names; loads its asset, and lets `open` find the path's directory from now on, unless it is of a clip's own or has marks, also hidden ones.
   * @param parsed the same path, parsed.
   * @throws OnplayError `grant_…`, `version_gone`, `rendition_unknown`, `no_rendition_allowed`, `outside_clip`, `unmarked_forbidden`,
   *   `untraced_forbidden`, `trace_impossible`; as `AssetLibrary.get`.
   */
  async resolve(
    path: string,
    parsed: MediaPath,
    facts: RequestFacts,
    signal: AbortSignal,
  ): Promise<OpenedMedia> {
    const reopened = await this.#reopen(path, facts, signal);
    if (reopened) return reopened;
    const { grants, library, traceSecret } = this.#services;
    const { asset: assetId, renditionKey, file } = parsed;
    const scope = grants.verify(grantFrom(parsed.grant, facts.outOfPathGrant), contextOf(assetId, facts));
    assertMayBeCut(renditionKey, scope);
    // Of hidden marks the library knows nothing: they follow from a key.
    const isTraced = isTracedKey(renditionKey);
    const current = isTraced
      ? await library.getForMedia(assetId, signal)
      : await library.getForRendition(assetId, renditionKey, signal);
    // The limits of a grant are compared with them.
    await measureRenditions(current.presentation);
    // The frames of a clip are those of the whole film, and so are those with marks; audio with a gain is found in nothing less.
    const needsAll = scope.granted || scope.marked || isGainedKey(renditionKey);
    const known = needsAll ? await completed(current) : current;
    if (isTraced)
      return { ...authorizeTraced(await completed(known), parsed, scope, traceSecret), scope, file };
    const authorized = authorizeVariant(library, known, renditionKey, scope);
    assertAllowed({ ...authorized, scope }, file);
    const { clip, marked } = authorized.variant.asset;
    if (!clip && !marked)
      this.#directories.set(copyOf(cacheKey(path, facts)), { ...authorized, assetId, current, scope });
    return { ...authorized, variant: variantOfFile(authorized.variant, file), scope, file };
  }

  /** As `open`, after looking whether the master has changed. A thousand viewers may wait for that at once. */
  async #reopen(path: string, facts: RequestFacts, signal: AbortSignal): Promise<OpenedMedia | undefined> {
    const directory = this.#directories.get(cacheKey(path, facts));
    if (!directory || this.#isRefused(directory, facts)) return undefined;
    await this.#services.library.getForMedia(directory.assetId, signal);
    return this.open(path, facts);
  }

  #isRefused({ scope, assetId }: Directory, facts: RequestFacts): boolean {
    return this.#services.grants.brokenRule(scope, contextOf(assetId, facts)) !== undefined;
  }
}

/** An image of a session with marks is that of all sessions where none stands. */
function variantOfFile(variant: Variant, file: MediaPath['file']): Variant {
  return file === 'playlist' ? variant : stillOf(variant, file);
}

/** @throws OnplayError `outside_clip`, `unmarked_forbidden`, `untraced_forbidden`. */
function assertAllowed(
  { asset, variant, scope }: Pick<Directory, 'asset' | 'variant' | 'scope'>,
  file: MediaPath['file'],
): void {
  assertWithinClip(asset, variant, file, scope);
  assertMarked(asset, variant, file, scope);
  assertUntraceable(variant, file, scope);
}

/** A path's directory, for one grant. */
function cacheKey(path: string, { outOfPathGrant }: RequestFacts): string {
  const directory = path.slice(0, path.lastIndexOf('/'));
  return outOfPathGrant === undefined ? directory : `${directory} ${outOfPathGrant}`;
}

/** A slice would hold the whole URL, with a query of any length. */
function copyOf(text: string): string {
  return Buffer.from(text).toString();
}

/** What a grant for an asset is checked against. */
export function contextOf(asset: AssetId, { address, referrer }: RequestFacts) {
  return { asset, ip: address, referrer, nowSeconds: Date.now() / 1000 };
}
