import type { Config } from '../../config/index.js';
import {
  type ByteSource,
  type ObjectFacts,
  type ObjectStore,
  parseS3Location,
  S3Connections,
} from '../../stores/index.js';
import { s3Settings } from './open-store.js';

/** A part of a bucket that Onplay writes to. */
export interface BucketPart {
  readonly objects: ObjectStore;
  /** What the keys of all of its objects begin with: empty, or ending in `/`. */
  readonly root: string;
  /** Reads one version of an object by ranges. */
  readonly source: (object: ObjectFacts & { readonly key: string }) => Promise<ByteSource>;
}

/**
 * The part of a bucket that a setting names; undefined where it names none.
 * @throws OnplayError `config_invalid` for a bucket without a region.
 */
export async function openBucket(
  config: Config,
  setting: string | undefined,
): Promise<BucketPart | undefined> {
  const location = setting === undefined ? undefined : parseS3Location(setting);
  if (!location) return undefined;
  const { bucket, prefix } = location;
  const settings = s3Settings(config);
  // Of its own: what is written must not wait for masters that are read, nor they for it.
  const connections = new S3Connections();
  const { store } = await connections.reading(settings, bucket);
  return {
    objects: store,
    root: prefix,
    source: async (object) => (await connections.master(object.key, { settings, bucket, ...object })).open(),
  };
}
