/**
 * Where masters are kept. A store answers byte ranges, so that a folder and an object store look the same to
 * everybody else.
 */

/** Reads byte ranges of one file. Safe for concurrent reads; `close` once at the end. */
export interface ByteSource {
  /** In bytes. */
  readonly size: number;
  /** Of a local file: the descriptor, open until `close`, for tools that read it themselves. */
  readonly descriptor?: number;
  /**
   * The bytes of [offset, offset + length); shorter only where the file ends first.
   * @throws OnplayError `master_changed` when the file is no longer the version that was opened,
   *         `master_unreadable` when the store fails.
   */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** One stored master in one version. */
export interface Master {
  readonly asset: string;
  /** Changes whenever the stored bytes may have changed. Safe in a URL and in a file name. */
  readonly version: string;
  /** In bytes. */
  readonly size: number;
  /** Where the file lies, for tools that read one named local file; absent for remote stores. */
  readonly localPath?: string;
  open(): Promise<ByteSource>;
}

export interface FindOptions {
  /** Something is known to have changed at this name: nothing of what was found before may be relied on. */
  readonly isChanged?: boolean;
}

export interface MasterStore {
  /**
   * The master of an asset as it is now, or undefined when there is none.
   * @throws OnplayError `asset_ambiguous` when several files have that name; `store_unavailable` or `master_unreadable`
   *   when that cannot be told.
   */
  find(asset: string, options?: FindOptions): Promise<Master | undefined>;
  /** Every asset id, sorted; at most `limit` of them. @throws OnplayError `store_unavailable`. */
  list(limit: number): Promise<readonly string[]>;
}
