import type { Master } from '../store.js';
import { type MultipartStore, s3MultipartStore } from './multipart/multipart-store.js';
import { type PresignedObject, presignPut } from './multipart/presign-put.js';
import { connectS3, type S3Connection, type S3Settings } from './s3-client.js';
import { s3Master } from './s3-master.js';
import { s3ObjectStore } from './s3-object-store.js';
import type { ObjectReading } from './s3-source.js';
import type { StoredObject } from './stored-object.js';
import { WindowCache } from './windows/window-cache.js';

/** The stores that a thread reads from: one connection to each, and one memory for what was read, however many buckets there are. */
export class S3Connections {
  readonly #connections = new Map<string, Promise<S3Connection>>();
  readonly #windows = new WindowCache();

  /** @throws OnplayError as `connectS3`. */
  async reading(settings: S3Settings, bucket: string): Promise<ObjectReading> {
    return { store: s3ObjectStore(await this.#connectionTo(settings), bucket), windows: this.#windows };
  }

  /** A master that was found in another thread. @throws OnplayError as `connectS3`. */
  async master(asset: string, object: StoredObject): Promise<Master> {
    return s3Master(asset, object, await this.reading(object.settings, object.bucket));
  }

  /** See `presignPut`. @throws OnplayError as `connectS3`. */
  async presignPut(settings: S3Settings, object: PresignedObject): Promise<string> {
    return presignPut(await this.#connectionTo(settings), object);
  }

  /** @throws OnplayError as `connectS3`. */
  async multipart(settings: S3Settings, bucket: string): Promise<MultipartStore> {
    return s3MultipartStore({ ...(await this.#connectionTo(settings)), bucket });
  }

  #connectionTo(settings: S3Settings): Promise<S3Connection> {
    const name = JSON.stringify([settings.endpoint, settings.pathStyle]);
    const connection = this.#connections.get(name) ?? connectS3(settings);
    this.#connections.set(name, connection);
    return connection;
  }
}
