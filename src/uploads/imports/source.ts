/** A master that can be read once, from its beginning or from where an earlier copy of the same version ended. */
export interface Source {
  /** The name of its file where it was found, after all redirects; empty where it has none. */
  readonly fileName: string;
  /** Of all of it, in bytes; undefined where it is not known. */
  readonly length: number | undefined;
  /** Its media type without parameters, in lower case; empty where it is not known. */
  readonly contentType: string;
  /** The strong entity tag of its version (RFC 9110 8.8.3), by which a later copy may go on; undefined where it has none. */
  readonly validator: string | undefined;
  /** Where the body begins, in bytes; 0 unless it goes on with an earlier copy. */
  readonly offset: number;
  /** Throws OnplayErrors: `import_source_failed`, `import_source_slow`. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Ends the connection. */
  close(): Promise<void>;
}

/** How far an earlier copy came, and of which version. */
export interface Resumption {
  /** In bytes, at least 1. */
  readonly offset: number;
  readonly validator: string;
}
