/** Where segments are kept: what every such place does alike. */

/** What a segment belongs to, and is dropped with. */
export interface CacheTags {
  readonly asset: string;
  /** Of the master. */
  readonly version: string;
}

/** What is to be dropped: all that is of everything named; everything if nothing is. */
export interface PurgeScope extends Partial<CacheTags> {
  /** The id of a rendition, `v720`. */
  readonly rendition?: string;
}

/** Segments by their keys, `v720-77ab…/3`; see `segmentKey`. Never in the way: what goes wrong is as if it were not there. */
export interface CacheTier {
  /** Held now. */
  readonly bytes: number;
  /** Whether it is there; asking does not keep it any longer. */
  has(key: string): boolean;
  /** The whole segment as it was set, which is then kept for as long again; undefined where there is none. Never rejects. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** Keeps it if there is room. Never rejects. */
  set(key: string, bytes: Uint8Array, tags: CacheTags): Promise<void>;
  /** Forgets what is selected: when it resolves, none of it is found any more. Returns how many segments that were. */
  drop(selection: PurgeScope): Promise<number>;
}

/** Whether a segment is among what is to be dropped. What belongs to no asset goes only with everything. */
export function isSelected(
  key: string,
  tags: CacheTags | undefined,
  { asset, version, rendition }: PurgeScope,
): boolean {
  return (
    (asset === undefined || tags?.asset === asset) &&
    (version === undefined || tags?.version === version) &&
    (rendition === undefined || isOfRendition(key, rendition))
  );
}

/** Whether a key is of a rendition with this id. */
export function isOfRendition(key: string, rendition: string): boolean {
  const id = key.slice(0, key.indexOf('/')).replace(/-[0-9a-f]{16}$/, '');
  return id === rendition;
}
