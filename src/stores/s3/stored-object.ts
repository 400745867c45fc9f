import type { S3Settings } from './s3-client.js';

/** One version of an object, as plain values: another thread opens it by them, and finds credentials by itself. */
export interface StoredObject {
  readonly settings: S3Settings;
  readonly bucket: string;
  readonly key: string;
  /** See `ObjectFacts`. */
  readonly entityTag: string;
  /** In bytes. */
  readonly size: number;
}
