import { LRUCache } from 'lru-cache';
import { mediaRank } from '../media-extensions.js';
import { findSidecars } from '../sidecars/find-sidecars.js';
import { sideFilesOf } from '../sidecars/side-files.js';
import type { FindOptions, Freshness, ListOptions, Master, MasterStore, StoredSidecars } from '../store.js';
import type { S3Location } from './location.js';
import { ListedNames, locationOf, mastersAmong, spellings } from './object-names.js';
import type { ListedObject, ObjectFacts, ObjectStore } from './object-store.js';
import type { S3Settings } from './s3-client.js';
import { s3Master } from './s3-master.js';
import type { ObjectReading } from './s3-source.js';

/** Limit of `list`: objects in all, in case the bucket holds something else. A hundred requests. */
const MAX_LISTED = 100_000;
/** What may lie beside a master under its name, as subtitles in all languages: more are not looked at. */
const MAX_BESIDE = 10_000;
/** Maximum age of a list, which a page that shows it requests repeatedly. */
const LIST_AGE_MS = 5000;
/** How long a list is used at least, as a multiple of the time that it took: so that a large bucket is listed a tenth of the time at most. */
const AGE_PER_LISTING = 9;
const MAX_LISTS = 16;
/** Assets whose key is cached; as many as the library holds. */
const MAX_KEYS = 10_000;
/** How long a second object of the same name, or another sidecar, may go unnoticed. */
const CHOICE_AGE_MS = 30_000;
/** A look is a request to the store, which costs money and, where media wait for it, some ten milliseconds. Notifications are quicker. */
const FRESHNESS: Freshness = { freshMs: 10_000, staleMs: 50_000 };

export interface S3StoreOptions {
  readonly settings: S3Settings;
  readonly location: S3Location;
}

/**
 * Serves the masters of a bucket whose keys begin with the prefix: `courses/intro.mp4` behind it is asset `courses/intro`. A lookup is
 * one request: a list of what has the asset's name, or, while its key is known, the head of that object.
 */
export function s3Store(options: S3StoreOptions, reading: ObjectReading): MasterStore {
  const store = new S3Store(options, reading);
  return {
    freshness: FRESHNESS,
    find: (asset, options) => store.find(asset, options),
    list: (limit, options) => store.list(limit, options),
  };
}

/** An object, with what is known of it. */
type FoundObject = ObjectFacts & { readonly key: string };

/** What belongs to an asset, by a list of what has its name. */
interface FoundAsset {
  readonly object: FoundObject;
  readonly sidecars: StoredSidecars;
}

type ObjectsByName = ReadonlyMap<string, ListedObject>;

class S3Store {
  readonly #options: S3StoreOptions;
  readonly #reading: ObjectReading;
  readonly #objects: ObjectStore;
  readonly #prefix: string;
  readonly #known = new LRUCache<string, FoundAsset>({ max: MAX_KEYS, ttl: CHOICE_AGE_MS });
  readonly #lists = new LRUCache<string, Promise<readonly string[]>>({ max: MAX_LISTS, ttl: LIST_AGE_MS });

  constructor(options: S3StoreOptions, reading: ObjectReading) {
    this.#options = options;
    this.#reading = reading;
    this.#objects = reading.store;
    this.#prefix = options.location.prefix;
  }

  async find(asset: string, { bypassCache = false }: FindOptions = {}): Promise<Master | undefined> {
    const known = bypassCache ? undefined : await this.#findKnown(asset);
    const found = known ?? (await this.#findListed(asset));
    if (!found) {
      this.#known.delete(asset);
      return undefined;
    }
    // Not again while it is known, so that the choice is made anew every half minute.
    if (!known) this.#known.set(asset, found);
    return { ...this.#master(asset, found.object), sidecars: found.sidecars };
  }

  #master(asset: string, { key, entityTag, size }: FoundObject): Master {
    const { settings, location } = this.#options;
    return s3Master(asset, { settings, bucket: location.bucket, key, entityTag, size }, this.#reading);
  }

  async list(limit: number, { withDubs = false, after }: ListOptions = {}): Promise<readonly string[]> {
    // A key is its asset's name and more, so that the order of keys is not that of assets: exact is only the list of all.
    const most = after === undefined ? limit : MAX_LISTED;
    const assets = await this.#recentList(most, withDubs);
    return after === undefined || after === ''
      ? assets.slice(0, limit)
      : assets.slice(firstBehind(assets, after)).slice(0, limit);
  }

  #recentList(most: number, withDubs: boolean): Promise<readonly string[]> {
    const key = `${most} ${withDubs}`;
    const recent = this.#lists.get(key);
    if (recent) return recent;
    const startedAt = performance.now();
    const listing = this.#list(most, withDubs);
    // Until it is there, it is the one that others wait for.
    this.#lists.set(key, listing, { ttl: 0 });
    const keep = () =>
      this.#lists.set(key, listing, {
        ttl: Math.max(LIST_AGE_MS, AGE_PER_LISTING * (performance.now() - startedAt)),
      });
    listing.then(keep, () => this.#lists.delete(key));
    return listing;
  }

  async #list(most: number, withDubs: boolean): Promise<readonly string[]> {
    const names = new ListedNames();
    let listed = 0;
    for await (const page of this.#objects.list(this.#prefix)) {
      for (const { key } of page) names.add(key.slice(this.#prefix.length));
      listed += page.length;
      if (names.count >= most || listed >= MAX_LISTED) break;
    }
    return names.assets(withDubs);
  }

  async #findKnown(asset: string): Promise<FoundAsset | undefined> {
    const known = this.#known.get(asset);
    const facts = known && (await this.#objects.head(known.object.key));
    return facts && { ...known, object: { ...facts, key: known.object.key } };
  }

  async #findListed(asset: string): Promise<FoundAsset | undefined> {
    const location = locationOf(asset);
    if (!location) return undefined;
    for (const spelling of spellings(asset)) {
      const base = this.#prefix + spelling;
      const beside = await this.#beside(base);
      const masters = mastersAmong(beside.keys());
      const file = masters.get(location.name);
      const object = file === undefined ? await this.#ofWholeName(base) : beside.get(file);
      if (object) return { object, sidecars: await this.#sidecars(asset, object, beside) };
    }
    return undefined;
  }

  /** What has the asset's name before a dot, by file name. @param base the key of that. */
  async #beside(base: string): Promise<ObjectsByName> {
    const objects = new Map<string, ListedObject>();
    const folder = base.lastIndexOf('/') + 1;
    let listed = 0;
    for await (const page of this.#objects.list(`${base}.`, { delimiter: '/' })) {
      for (const object of page) objects.set(object.key.slice(folder), object);
      listed += page.length;
      if (listed >= MAX_BESIDE) break;
    }
    return objects;
  }

  /** `film.mkv` is found by this name too, whatever is beside it. */
  async #ofWholeName(key: string): Promise<FoundObject | undefined> {
    const facts = mediaRank(key) === undefined ? undefined : await this.#objects.head(key);
    return facts && { ...facts, key };
  }

  async #sidecars(asset: string, object: FoundObject, beside: ObjectsByName): Promise<StoredSidecars> {
    const at = asset.lastIndexOf('/') + 1;
    const files = mastersAmong([...beside.keys(), object.key.slice(object.key.lastIndexOf('/') + 1)]);
    const chosen = await sideFilesOf(asset.slice(at), files, beside.keys());
    return findSidecars(chosen, async (name) => {
      const found = beside.get(name);
      return found && this.#master(asset.slice(0, at) + name.normalize('NFC'), found);
    });
  }
}

/** The index of the first behind one in the order of the list. */
function firstBehind(sorted: readonly string[], after: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! > after) high = middle;
    else low = middle + 1;
  }
  return low;
}
