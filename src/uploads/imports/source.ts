/** A master that can be read once, from its beginning. */
export interface Source {
  /** The name of its file where it was found, after all redirects; empty where it has none. */
  readonly fileName: string;
  /** In bytes; undefined where it is not known. */
  readonly length: number | undefined;
  /** Its media type without parameters, in lower case; empty where it is not known. */
  readonly contentType: string;
  /** Throws OnplayErrors: `import_source_failed`, `import_source_slow`. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Ends the connection. */
  close(): Promise<void>;
}
