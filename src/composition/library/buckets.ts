import type { Config } from '../../config/index.js';
import {
  type ByteSource,
  type MasterStore,
  type MultipartStore,
  type ObjectFacts,
  type ObjectStore,
  parseS3Location,
  S3Connections,
  type S3Location,
  type S3Settings,
  s3Store,
} from '../../stores/index.js';

/** A part of a bucket that Onplay writes to. */
export interface BucketPart {
  readonly objects: ObjectStore;
  /** What the keys of all of its objects begin with: empty, or ending in `/`. */
  readonly root: string;
  /** Reads one version of an object by ranges. */
  readonly source: (object: ObjectFacts & { readonly key: string }) => Promise<ByteSource>;
}

/**
 * The buckets that a process reads and writes. All are reached over the connections of one client, and share the memory for what was
 * lately read. Those that write do so with few requests at once, each with a bound of its own, so that reads do not wait for them.
 *
 * All methods throw OnplayError `config_invalid` for a bucket of Amazon's without a region. Nothing is loaded before the first of them.
 */
export class Buckets {
  readonly #connections = new S3Connections();
  readonly #settings: S3Settings;

  constructor({ s3Endpoint, s3OwnEndpoint, s3PathStyle }: S3Config) {
    this.#settings = { endpoint: s3OwnEndpoint ?? s3Endpoint, pathStyle: s3PathStyle };
  }

  /** The store of the masters in a part of a bucket. */
  async masters(location: S3Location): Promise<MasterStore> {
    const reading = await this.#connections.reading(this.#settings, location.bucket);
    return s3Store({ settings: this.#settings, location }, reading);
  }

  /** The objects of a whole bucket. */
  async objects(bucket: string): Promise<ObjectStore> {
    return (await this.#connections.reading(this.#settings, bucket)).store;
  }

  /** The part of a bucket that a setting names; undefined where it names none. */
  async part(setting: string | undefined): Promise<BucketPart | undefined> {
    const location = parseS3Location(setting ?? '');
    if (!location) return undefined;
    const { bucket, prefix } = location;
    const stored = { settings: this.#settings, bucket };
    return {
      objects: await this.objects(bucket),
      root: prefix,
      source: async (object) => (await this.#connections.master(object.key, { ...stored, ...object })).open(),
    };
  }

  /** Uploads in parts into a bucket, by clients without credentials. */
  multipart(bucket: string): Promise<MultipartStore> {
    return this.#connections.multipart(this.#settings, bucket);
  }

  /** A URL by which a client without credentials may store one object for so many seconds. */
  presignPut(bucket: string, key: string, seconds: number): Promise<string> {
    return this.#connections.presignPut(this.#settings, { bucket, key, seconds });
  }
}

type S3Config = Pick<Config, 's3Endpoint' | 's3OwnEndpoint' | 's3PathStyle'>;
