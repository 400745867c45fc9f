/**
 * The directories that players fetch from, `/-/{grant}/{asset}/{rendition}/`: each is parsed and verified once, then found
 * by its text, since a player requests hundreds of files of one.
 */

import { LRUCache } from 'lru-cache';
import type { PlaybackScope } from '../../access/index.js';
import type { Asset } from '../../assets/index.js';
import { type ViewerNames, viewerNames } from '../../sessions/index.js';
import type { AssetId } from '../../shared/asset-id.js';
import type { Services } from '../services.js';
import { type MediaPath, mediaFileOf, parseMediaPath } from './media-path.js';
import { type AuthorizedVariant, authorizeVariant, undefinedOnProblem } from './open-media.js';
import { grantFrom } from './out-of-path-grant.js';

/** What a media URL names, for a client whose grant allows it. */
export interface OpenedMedia extends AuthorizedVariant {
  readonly scope: PlaybackScope;
  readonly file: MediaPath['file'];
  readonly viewer: ViewerNames;
}

/** What a request says about its client. */
export interface RequestFacts {
  readonly address: string;
  /** The value of `Referer`, else of `Origin`. */
  readonly referrer: string | undefined;
  /** The grant, if the path has none; see `readOutOfPathGrant`. */
  readonly outOfPathGrant: string | undefined;
}

interface Folder extends AuthorizedVariant {
  readonly assetId: AssetId;
  /** The current version of the asset when the directory was resolved. */
  readonly current: Asset;
  readonly scope: PlaybackScope;
}

/** A few hundred bytes each. */
const MAX_FOLDERS = 10_000;

export class MediaFolders {
  readonly #services: Pick<Services, 'grants' | 'library'>;
  readonly #folders = new LRUCache<string, Folder>({ max: MAX_FOLDERS });

  constructor(services: Pick<Services, 'grants' | 'library'>) {
    this.#services = services;
  }

  /**
   * What a path names; undefined unless its asset is loaded and its grant is valid now.
   * @param path as it was sent, without its query.
   */
  open(path: string, facts: RequestFacts): OpenedMedia | undefined {
    const folder = this.#cached(path, facts) ?? this.#resolve(path, facts);
    if (!folder) return undefined;
    const context = contextOf(folder.assetId, facts);
    if (this.#services.grants.brokenRule(folder.scope, context) !== undefined) return undefined;
    const file = mediaFileOf(path);
    if (file === undefined) return undefined;
    const { variant, isSuperseded, scope } = folder;
    return { variant, isSuperseded, scope, file, viewer: viewerNames(scope, facts.address) };
  }

  /**
   * Loads the asset of a path, so that `open` can find it; does nothing if the grant is not valid.
   * @throws OnplayError as `AssetLibrary.get`.
   */
  async load(path: string, facts: RequestFacts, signal: AbortSignal): Promise<void> {
    const granted = this.#verify(path, facts);
    if (granted) await this.#services.library.get(granted.assetId, signal);
  }

  #cached(path: string, facts: RequestFacts): Folder | undefined {
    const folder = this.#folders.get(folderOf(path, facts));
    const isCurrent = folder && this.#services.library.ready(folder.assetId) === folder.current;
    return isCurrent ? folder : undefined;
  }

  #resolve(path: string, facts: RequestFacts): Folder | undefined {
    const granted = this.#verify(path, facts);
    const current = granted && this.#services.library.ready(granted.assetId);
    if (!current) return undefined;
    const { assetId, renditionKey, scope } = granted;
    const found = undefinedOnProblem(() =>
      authorizeVariant(this.#services.library, current, renditionKey, scope),
    );
    if (!found) return undefined;
    const folder = { ...found, assetId, current, scope };
    this.#folders.set(folderOf(path, facts), folder);
    return folder;
  }

  #verify(path: string, facts: RequestFacts) {
    // The application reports what is wrong with a path or a grant.
    return undefinedOnProblem(() => {
      const parsed = parseMediaPath(path);
      if (!parsed) return undefined;
      const { asset: assetId, renditionKey } = parsed;
      const grant = grantFrom(parsed.grant, facts.outOfPathGrant);
      return {
        assetId,
        renditionKey,
        scope: this.#services.grants.verify(grant, contextOf(assetId, facts)),
      };
    });
  }
}

/** The cache key of a path's directory, for one grant. */
function folderOf(path: string, { outOfPathGrant }: RequestFacts): string {
  const folder = path.slice(0, path.lastIndexOf('/'));
  return outOfPathGrant === undefined ? folder : `${folder} ${outOfPathGrant}`;
}

function contextOf(asset: AssetId, { address, referrer }: RequestFacts) {
  return { asset, ip: address, referrer, nowSeconds: Date.now() / 1000 };
}
