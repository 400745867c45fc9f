/**
 * The folders that players fetch from, `/-/{grant}/{asset}/{rendition}/`: each is understood once and then found by its
 * text, since a player asks for hundreds of files of one.
 */
import { LRUCache } from 'lru-cache';
import { OnplayError } from '../../errors.js';
import type { AssetId } from '../asset-id.js';
import type { Asset, Rendition } from '../assets/asset.js';
import type { Services } from '../services.js';
import { renditionFor } from '../session/allowed-renditions.js';
import { type ViewerNames, viewerNames } from '../session/viewer.js';
import { brokenRule, type PlaybackScope } from '../tokens/scope.js';
import { type MediaPath, mediaFileOf, parseMediaPath } from './media-path.js';

/** What is behind a URL of media, for one who may have it. */
export interface OpenedMedia {
  readonly asset: Asset;
  readonly rendition: Rendition;
  readonly scope: PlaybackScope;
  readonly file: MediaPath['file'];
  readonly viewer: ViewerNames;
}

/** Who asks. */
export interface Asking {
  readonly address: string;
  /** The value of `Referer`, or of `Origin` where there is no `Referer`. */
  readonly referrer: string | undefined;
}

interface Folder {
  readonly assetId: AssetId;
  readonly asset: Asset;
  readonly rendition: Rendition;
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
    const folder = this.#known(path) ?? this.#understand(path, asking);
    if (!folder || brokenRule(folder.scope, contextOf(folder.assetId, asking)) !== undefined)
      return undefined;
    const file = mediaFileOf(path);
    if (file === undefined) return undefined;
    const { asset, rendition, scope } = folder;
    return { asset, rendition, scope, file, viewer: viewerNames(scope, asking.address) };
  }

  /**
   * Looks for the asset of a path whose grant is good, so that `open` can then tell; does nothing for others.
   * @throws OnplayError what finding the asset throws.
   */
  async find(path: string, asking: Asking, signal: AbortSignal): Promise<void> {
    const granted = this.#granted(path, asking);
    if (granted) await this.#services.library.get(granted.assetId, signal);
  }

  #known(path: string): Folder | undefined {
    const folder = this.#folders.get(folderOf(path));
    const isCurrent = folder && this.#services.library.ready(folder.assetId) === folder.asset;
    return isCurrent ? folder : undefined;
  }

  #understand(path: string, asking: Asking): Folder | undefined {
    const granted = this.#granted(path, asking);
    const asset = granted && this.#services.library.ready(granted.assetId);
    if (!asset) return undefined;
    const rendition = quietly(() => renditionFor(asset, granted.renditionKey, granted.scope));
    if (!rendition) return undefined;
    const folder = { assetId: granted.assetId, asset, rendition, scope: granted.scope };
    this.#folders.set(folderOf(path), folder);
    return folder;
  }

  #granted(path: string, asking: Asking) {
    return quietly(() => {
      const parsed = parseMediaPath(path);
      if (!parsed) return undefined;
      const { grant, asset: assetId, renditionKey } = parsed;
      return {
        assetId,
        renditionKey,
        scope: this.#services.grants.verify(grant, contextOf(assetId, asking)),
      };
    });
  }
}

/** What is wrong with a path or a grant the application says. */
function quietly<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof OnplayError) return undefined;
    throw error;
  }
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function contextOf(asset: AssetId, { address, referrer }: Asking) {
  return { asset, ip: address, referrer, nowSeconds: Date.now() / 1000 };
}
