/**
 * The folders that players fetch from, `/-/{grant}/{asset}/{rendition}/`: each is understood once and then found by its
 * text, since a player asks for hundreds of files of one.
 */

import { LRUCache } from 'lru-cache';
import type { PlaybackScope } from '../../access/index.js';
import type { Asset } from '../../assets/index.js';
import { type ViewerNames, viewerNames } from '../../sessions/index.js';
import type { AssetId } from '../../shared/asset-id.js';
import type { Services } from '../services.js';
import { type MediaPath, mediaFileOf, parseMediaPath } from './media-path.js';
import { type AuthorizedRendition, findRendition, quietly } from './open-media.js';
import { grantFrom } from './out-of-path-grant.js';

/** What is behind a URL of media, for one who may have it. */
export interface OpenedMedia extends AuthorizedRendition {
  readonly scope: PlaybackScope;
  readonly file: MediaPath['file'];
  readonly viewer: ViewerNames;
}

/** Who asks. */
export interface Asking {
  readonly address: string;
  /** The value of `Referer`, or of `Origin` where there is no `Referer`. */
  readonly referrer: string | undefined;
  /** The grant, where the path has none; see `carriedGrant`. */
  readonly carried: string | undefined;
}

interface Folder extends AuthorizedRendition {
  readonly assetId: AssetId;
  /** The asset as it was when this was understood. */
  readonly current: Asset;
  readonly scope: PlaybackScope;
}

/** Of some hundred bytes each. */
const MAX_FOLDERS = 10_000;

export class MediaFolders {
  readonly #services: Pick<Services, 'grants' | 'library'>;
  readonly #folders = new LRUCache<string, Folder>({ max: MAX_FOLDERS });

  constructor(services: Pick<Services, 'grants' | 'library'>) {
    this.#services = services;
  }

  /**
   * What a path names, if its asset is at hand and its grant is good now; else undefined.
   * @param path as it was sent, without its query.
   */
  open(path: string, asking: Asking): OpenedMedia | undefined {
    const folder = this.#known(path, asking) ?? this.#understand(path, asking);
    if (!folder) return undefined;
    const context = contextOf(folder.assetId, asking);
    if (this.#services.grants.brokenRule(folder.scope, context) !== undefined) return undefined;
    const file = mediaFileOf(path);
    if (file === undefined) return undefined;
    const { asset, rendition, isEarlier, scope } = folder;
    return { asset, rendition, isEarlier, scope, file, viewer: viewerNames(scope, asking.address) };
  }

  /**
   * Looks for the asset of a path whose grant is good, so that `open` can then tell; does nothing for others.
   * @throws OnplayError what finding the asset throws.
   */
  async find(path: string, asking: Asking, signal: AbortSignal): Promise<void> {
    const granted = this.#granted(path, asking);
    if (granted) await this.#services.library.get(granted.assetId, signal);
  }

  #known(path: string, asking: Asking): Folder | undefined {
    const folder = this.#folders.get(folderOf(path, asking));
    const isCurrent = folder && this.#services.library.ready(folder.assetId) === folder.current;
    return isCurrent ? folder : undefined;
  }

  #understand(path: string, asking: Asking): Folder | undefined {
    const granted = this.#granted(path, asking);
    const current = granted && this.#services.library.ready(granted.assetId);
    if (!current) return undefined;
    const { assetId, renditionKey, scope } = granted;
    const found = quietly(() => findRendition(this.#services.library, current, renditionKey, scope));
    if (!found) return undefined;
    const folder = { ...found, assetId, current, scope };
    this.#folders.set(folderOf(path, asking), folder);
    return folder;
  }

  #granted(path: string, asking: Asking) {
    // What is wrong with a path or a grant the application says.
    return quietly(() => {
      const parsed = parseMediaPath(path);
      if (!parsed) return undefined;
      const { asset: assetId, renditionKey } = parsed;
      const grant = grantFrom(parsed.grant, asking.carried);
      return {
        assetId,
        renditionKey,
        scope: this.#services.grants.verify(grant, contextOf(assetId, asking)),
      };
    });
  }
}

/** Names a folder for those with one grant. */
function folderOf(path: string, { carried }: Asking): string {
  const folder = path.slice(0, path.lastIndexOf('/'));
  return carried === undefined ? folder : `${folder} ${carried}`;
}

function contextOf(asset: AssetId, { address, referrer }: Asking) {
  return { asset, ip: address, referrer, nowSeconds: Date.now() / 1000 };
}
