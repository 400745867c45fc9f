/**
 * Uploads in parts, straight into the bucket of the masters: a client begins one, gets the URLs of its parts page by page, and has
 * them put together. Bytes do not pass through Onplay; what they are is checked against what the store says it has.
 */
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { AssetId } from '../../shared/asset-id.js';
import type { MultipartStore } from '../../stores/index.js';
import type { MasterBucket } from '../masters/master-bucket.js';
import { masterName } from '../masters/master-name.js';
import { uploadsFull, uploadUnknown } from '../tus/tus-errors.js';
import { presigningUnavailable, uploadsClosed, uploadTooLarge } from '../upload-errors.js';
import { completeRecord, type OpenBucket, uploadOf } from './complete-record.js';
import type { GivenPart } from './given-parts.js';
import { type MultipartRecord, MultipartRecords, type RecordObjects } from './multipart-records.js';
import { partCount, partSize, planParts } from './part-plan.js';

/** The bucket of the masters. */
export interface MultipartBucket {
  readonly destination: MasterBucket;
  readonly open: () => Promise<{ readonly objects: RecordObjects; readonly multipart: MultipartStore }>;
}

export interface MultipartOptions {
  /** Whether masters can be uploaded. */
  readonly isOpen: boolean;
  /** Undefined where masters are in none. */
  readonly bucket: MultipartBucket | undefined;
  readonly maxBytes: number;
  /** How many may be unfinished. */
  readonly maxUnfinished: number;
  /** From its creation. */
  readonly expiryMs: number;
  /** Called with each file that has come. Must not throw. */
  readonly onArrived: (asset: AssetId) => void;
  readonly log: Logger;
}

export interface MultipartRequest {
  /** Of the asset, with the extension of its file. */
  readonly asset: string;
  readonly bytes: number;
  readonly partBytes?: number | undefined;
  readonly replace: boolean;
}

export interface BegunMultipart {
  readonly id: string;
  readonly asset: AssetId;
  readonly bytes: number;
  readonly partBytes: number;
  readonly parts: number;
  /** Milliseconds since 1970. */
  readonly expiresMs: number;
}

export interface PartUrl {
  /** From 1. */
  readonly number: number;
  readonly bytes: number;
  readonly url: string;
}

/** Which parts: from a number on, at most so many, with URLs that are valid for so many seconds. */
export interface PartsPage {
  readonly from: number;
  readonly count: number;
  readonly seconds: number;
}

/** How many finished ones are remembered, for a client whose answer was lost. */
const MAX_FINISHED = 1000;

export class MultipartUploads {
  readonly #options: MultipartOptions;
  readonly #finished = new LRUCache<string, FinishedMultipart>({ max: MAX_FINISHED });
  readonly #completing = new Map<string, Promise<FinishedMultipart>>();

  constructor(options: MultipartOptions) {
    this.#options = options;
  }

  /**
   * @throws OnplayError `uploads_closed`, `presigning_unavailable`, `upload_too_large`, `body_invalid`, `asset_name_invalid`,
   *   `media_type_unknown`, `asset_exists`, `uploads_full`, `store_unavailable`.
   */
  async begin({ asset: name, bytes, partBytes, replace }: MultipartRequest): Promise<BegunMultipart> {
    const { destination, records, multipart } = await this.#open();
    const { maxBytes, maxUnfinished } = this.#options;
    if (bytes > maxBytes) throw uploadTooLarge(maxBytes);
    const plan = planParts(bytes, partBytes);
    const { asset, file } = masterName(name, {});
    await destination.assertPlaceable(asset, replace);
    if ((await records.ids(maxUnfinished)).length >= maxUnfinished) throw uploadsFull();
    const upload = await multipart.begin(destination.keyOf(file));
    const id = MultipartRecords.newId();
    const record = { id, name, replace, uploadId: upload.uploadId, ...plan, createdMs: Date.now() };
    await records.save(record).catch(async (error: unknown) => {
      await multipart.abort(upload).catch(() => undefined);
      throw error;
    });
    return { id, asset, ...plan, parts: partCount(plan), expiresMs: this.#expiresMs(record) };
  }

  /** One page of the URLs of parts. @throws OnplayError `upload_unknown`, and as `begin`. */
  async partUrls(id: string, { from, count, seconds }: PartsPage): Promise<readonly PartUrl[]> {
    const { destination, records, multipart } = await this.#open();
    const record = await this.#record(records, id);
    const upload = uploadOf(record, destination);
    const valid = Math.min(seconds, Math.ceil((this.#expiresMs(record) - Date.now()) / 1000));
    const last = Math.min(partCount(record), from + count - 1);
    const numbers = Array.from({ length: Math.max(0, last - from + 1) }, (_, i) => from + i);
    const signed = async (number: number) => {
      const size = partSize(record, number);
      return { number, bytes: size, url: await multipart.presignPart(upload, { number, size }, valid) };
    };
    return Promise.all(numbers.map(signed));
  }

  /**
   * Makes the parts a master. The store may take minutes for that: a client that has given up and asks again waits for the same.
   * @throws OnplayError as `completeRecord` and `begin`; it may be tried again.
   */
  complete(id: string, given: readonly GivenPart[]): Promise<FinishedMultipart> {
    const running = this.#completing.get(id);
    if (running) return running;
    const completing = this.#complete(id, given).finally(() => this.#completing.delete(id));
    this.#completing.set(id, completing);
    return completing;
  }

  async #complete(id: string, given: readonly GivenPart[]): Promise<FinishedMultipart> {
    const bucket = await this.#open();
    const finished = this.#finished.get(id);
    if (finished) return finished;
    const record = await this.#record(bucket.records, id);
    const answer = { asset: await completeRecord(bucket, record, given), bytes: record.bytes };
    this.#finished.set(id, answer);
    this.#options.log.info({ upload: id, ...answer }, 'master uploaded');
    this.#options.onArrived(answer.asset);
    await bucket.records.remove(id);
    return answer;
  }

  /** Ends one, and removes its parts. @throws OnplayError as `partUrls`. */
  async abort(id: string): Promise<void> {
    const { destination, records, multipart } = await this.#open();
    const record = await records.get(id);
    if (!record) throw uploadUnknown();
    await multipart.abort(uploadOf(record, destination));
    await records.remove(id);
  }

  /** Ends those whose time is over. Resolves with how many. @throws OnplayError `store_unavailable`. */
  async sweep(now: number): Promise<number> {
    if (!this.#options.isOpen || !this.#options.bucket) return 0;
    const { destination, records, multipart } = await this.#open();
    let ended = 0;
    for (const id of await records.ids(this.#options.maxUnfinished)) {
      const record = await records.get(id);
      if (record && this.#expiresMs(record) > now) continue;
      if (record) await multipart.abort(uploadOf(record, destination));
      await records.remove(id);
      ended += 1;
    }
    return ended;
  }

  async #open(): Promise<OpenBucket> {
    const { isOpen, bucket } = this.#options;
    if (!isOpen) throw uploadsClosed();
    if (!bucket) throw presigningUnavailable();
    const { destination } = bucket;
    const { objects, multipart } = await bucket.open();
    return { destination, multipart, records: new MultipartRecords(objects, destination.keyOf('')) };
  }

  async #record(records: MultipartRecords, id: string): Promise<MultipartRecord> {
    const record = await records.get(id);
    if (!record || this.#expiresMs(record) <= Date.now()) throw uploadUnknown();
    return record;
  }

  #expiresMs({ createdMs }: Pick<MultipartRecord, 'createdMs'>): number {
    return createdMs + this.#options.expiryMs;
  }
}

export interface FinishedMultipart {
  readonly asset: AssetId;
  readonly bytes: number;
}
