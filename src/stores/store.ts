/**
 * A store of masters. It serves byte ranges, so that callers need not know whether it is a directory or an object store.
 */
import type { StoredObject } from './s3/stored-object.js';
import type { IgnoredSidecar, Sidecar } from './sidecars/sidecar.js';

/** Bytes [offset, offset + length). */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/** Reads byte ranges of one file. Reads may be concurrent; the caller closes it once at the end. */
export interface ByteSource {
  /** In bytes. */
  readonly size: number;
  /** File descriptor of a local file, open until `close`, for tools that read it themselves. */
  readonly descriptor?: number;
  /**
   * Returns the bytes [offset, offset + length), shorter only at the end of the file.
   * @throws OnplayError `master_changed` when the file is no longer the version that was opened,
   *         `master_unreadable` or `store_unavailable` when the store fails.
   */
  read(offset: number, length: number): Promise<Uint8Array>;
  /**
   * Says what is going to be read, so that a remote source requests it at once and neighbours together. Other ranges can be read as
   * well. Absent where it makes no difference.
   */
  willRead?(ranges: readonly ByteRange[]): void;
  close(): Promise<void>;
}

/** What tells one state of a local file from another. */
export interface FileIdentity {
  /** In bytes. */
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
}

/** What is known of a master that was seen to grow. */
export interface Growth {
  /** By which the file is recognized while it grows. */
  readonly marks: GrowthMarks;
  /** Whether nothing is appended any more: the file is whole by its structure, or was not written to for some time. */
  readonly isOver: boolean;
}

/** Bytes of a file that a recorder does not write again. */
export interface GrowthMarks {
  readonly file: FileIdentity;
  readonly ranges: readonly MarkedRange[];
}

export interface MarkedRange {
  readonly offset: number;
  readonly length: number;
  /** SHA-256 of the bytes, as hex digits. */
  readonly digest: string;
}

/** One version of a stored master. */
export interface Master {
  readonly asset: string;
  /** Changes whenever the stored bytes may have changed. Safe to use in URLs and file names. */
  readonly version: string;
  /** In bytes. */
  readonly size: number;
  /** Path of the file, for tools that read local files by name; absent for remote stores. */
  readonly localPath?: string;
  /** The directory that the file at `localPath` has to be in when it is opened; absent where it may be anywhere. */
  readonly localRoot?: string;
  /** The state of a local file that the version is of. */
  readonly file?: FileIdentity;
  /** Present for a file that was seen to grow: `size` then is what it had at that look, and the version does not depend on it. */
  readonly growth?: Growth;
  /** Where a remote master lies, by which it is opened in another thread; absent for local files. It is read by ranges. */
  readonly object?: StoredObject;
  /** The files beside it that belong to it, as they were at this look; absent where the store looks for none. */
  readonly sidecars?: StoredSidecars;
  /**
   * Opens this version. A local file is checked to be it; every read of a remote one is, and opening that makes no request.
   * @param signal ends reads of a remote master, with its reason.
   * @throws OnplayError `master_changed` when the store has another version now, `master_unreadable`.
   */
  open(signal?: AbortSignal): Promise<ByteSource>;
}

/** What belongs to a master, at one look. */
export interface StoredSidecars {
  /** In a stable order. */
  readonly files: readonly StoredSidecar[];
  /** What has the name of a sidecar and is not used; at most some fifty. */
  readonly ignored: readonly IgnoredSidecar[];
  /** The same for the same files in the same versions, and for nothing else. */
  readonly revision: string;
}

export interface StoredSidecar extends Sidecar {
  /** The file, by which it is opened: in this version, else `master_changed`. Its asset is its whole name. */
  readonly file: Master;
}

export interface FindOptions {
  /** The asset is known to have changed: the store must not rely on what it found before. */
  readonly bypassCache?: boolean;
}

export interface ListOptions {
  /** Also the audio that belongs to films, by its whole names, as `StoredSidecar.file` has them. */
  readonly withDubs?: boolean;
  /**
   * Only those behind this one, in the order of their code units; empty for all. With it the order is exact, however many there are,
   * so that a list may be gone on with; without it, those listed may not be the first of all.
   */
  readonly after?: string;
}

/** How long what `find` returned is used before the store is asked again, in milliseconds. */
export interface Freshness {
  /** For anything (RFC 9111 4.2). */
  readonly freshMs: number;
  /**
   * For how much longer media are served by it while the store is asked (RFC 5861 3). Only where each read makes sure of the version:
   * then nothing can be produced from a master that was replaced.
   */
  readonly staleMs: number;
}

export interface MasterStore {
  /** By default two seconds, and never stale. */
  readonly freshness?: Freshness;
  /**
   * Returns the current master of an asset, or undefined when there is none.
   * @param asset in Unicode normalization form C, as every `AssetId`.
   * @throws OnplayError `store_unavailable` or `master_unreadable` when the store cannot be read.
   */
  find(asset: string, options?: FindOptions): Promise<Master | undefined>;
  /**
   * Returns asset ids, sorted, each of which `find` finds; at most `limit` of them. Audio that belongs to a film is none of them.
   * @throws OnplayError `store_unavailable`.
   */
  list(limit: number, options?: ListOptions): Promise<readonly string[]>;
}
