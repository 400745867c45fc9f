/** Resumable uploads of masters (tus 1.0.0): how many there may be, and what becomes of those that are finished or abandoned. */
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { type AssetId, assetPath } from '../../shared/asset-id.js';
import type { OnplayError } from '../../shared/errors.js';
import { maxBytesOf } from '../masters/incoming.js';
import type { MasterDestination } from '../masters/master-destination.js';
import { assertIncoming, publishIncoming } from '../masters/publish-incoming.js';
import { uploadsClosed, uploadTooLarge } from '../upload-errors.js';
import { ASSET_HEADER, answerFinished, type FinishedUpload } from './finished-upload.js';
import { descriptionName, type StoredUpload, storedUploads, uploadOfFile } from './stored-uploads.js';
import { uploadBusy, uploadInvalid, uploadUnknown } from './tus-errors.js';
import {
  createTusHandler,
  type TusHandler,
  type TusHooks,
  type TusOptions,
  type UploadAnswer,
  type UploadRequest,
} from './tus-server.js';
import { UnfinishedUploads } from './unfinished-uploads.js';
import { namedUpload } from './upload-name.js';

export interface UploadsOptions extends Omit<TusOptions, 'directory'> {
  /** Undefined where there are no uploads. */
  readonly destination: MasterDestination | undefined;
  /** How many may be unfinished. */
  readonly maxUnfinished: number;
  /** Called with each asset whose master has come. Must not throw. */
  readonly onArrived: (asset: AssetId) => void;
  readonly log: Logger;
}

/** The parts that there are only where there are uploads. */
interface OpenParts {
  readonly destination: MasterDestination;
  readonly unfinished: UnfinishedUploads;
}

const ID = /^[0-9a-f]{32}$/;
/** How many finished ones are remembered. */
const MAX_FINISHED = 1000;

export class Uploads {
  readonly #options: UploadsOptions;
  readonly #parts: OpenParts | undefined;
  /** Those that a request writes to. */
  readonly #busy = new Set<string>();
  readonly #finished = new LRUCache<string, FinishedUpload>({ max: MAX_FINISHED });
  #handler: Promise<TusHandler> | undefined;

  constructor(options: UploadsOptions) {
    const { destination, maxUnfinished: max } = options;
    this.#options = options;
    if (!destination) return;
    const pathOf = (id: string) => destination.staging.pathOf(id);
    this.#parts = {
      destination,
      unfinished: new UnfinishedUploads({ max, pathOf, space: destination.space }),
    };
  }

  /** Whether masters can be uploaded. */
  get isOpen(): boolean {
    return this.#parts !== undefined;
  }

  /**
   * Answers a request of the protocol.
   * @param client whose uploads are counted together.
   * @throws OnplayError `uploads_closed`, `uploads_full`, `store_full`, `asset_exists`, `asset_place_taken`, `asset_name_invalid`,
   *   `media_type_unknown`, `upload_busy`, and as `createTusHandler`.
   */
  async handle(request: UploadRequest, client: string): Promise<UploadAnswer> {
    const parts = this.#parts;
    if (!parts) throw uploadsClosed();
    if (request.id !== '' && !ID.test(request.id)) throw uploadUnknown();
    const finished = this.#finished.get(request.id);
    if (finished) return answerFinished(request, finished);
    await parts.destination.prepare();
    const handle = await this.#load(parts.destination);
    if (request.method === 'POST') return this.#create(parts, request, client, handle);
    if (request.method === 'PATCH') return this.#append(parts, request, handle);
    const answer = await handle(request, this.#hooks(parts, client));
    if (request.method === 'DELETE') parts.unfinished.remove(request.id);
    return answer;
  }

  /**
   * Takes over the uploads of an earlier process, and begins to publish those that were complete: their clients have been told that
   * all bytes are there, and will not ask again. Never rejects.
   */
  async restore(): Promise<void> {
    const parts = this.#parts;
    if (!parts) return;
    const { destination, unfinished } = parts;
    for await (const { size, ...upload } of storedUploads(destination.staging)) {
      await unfinished.restore(upload.id, size);
      if ((await unfinished.leftOf(upload.id)) === 0) void this.#finishLate(parts, { size, ...upload });
    }
  }

  /** Whether a file of the staging directory is of an upload that may not be finished any more. */
  isExpired(name: string, ageMs: number): boolean {
    const id = uploadOfFile(name);
    return id !== undefined && ageMs > this.#options.expiryMs && !this.#busy.has(id);
  }

  /** Forgets the upload of a file that was removed, and removes what else there is of it. */
  async forget(name: string): Promise<void> {
    const id = uploadOfFile(name);
    if (id === undefined) return;
    this.#parts?.unfinished.remove(id);
    await this.#parts?.destination.staging.remove(id);
  }

  #load({ staging }: MasterDestination): Promise<TusHandler> {
    this.#handler ??= createTusHandler({ ...this.#options, directory: staging.folder }).catch((error) => {
      this.#handler = undefined;
      throw error;
    });
    return this.#handler;
  }

  async #create(parts: OpenParts, request: UploadRequest, client: string, handle: TusHandler) {
    let created: string | undefined;
    const hooks = this.#hooks(parts, client, (id) => {
      created = id;
    });
    try {
      return await handle(request, hooks);
    } catch (error) {
      if (created !== undefined) parts.unfinished.remove(created);
      throw error;
    }
  }

  async #append(parts: OpenParts, request: UploadRequest, handle: TusHandler): Promise<UploadAnswer> {
    const { id } = request;
    try {
      return await this.#alone(id, () => handle(request, this.#hooks(parts, '')));
    } finally {
      await parts.unfinished.update(id);
    }
  }

  /** Two that write at the same offset would leave a mixture. @throws OnplayError `upload_busy`. */
  async #alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    if (this.#busy.has(id)) throw uploadBusy();
    this.#busy.add(id);
    try {
      return await work();
    } finally {
      this.#busy.delete(id);
    }
  }

  #hooks({ destination, unfinished }: OpenParts, client: string, onAdded?: (id: string) => void): TusHooks {
    return {
      onCreate: async ({ id, size, metadata }) => {
        if (size === undefined || size === 0)
          throw uploadInvalid('`Upload-Length` has to say how many bytes there are, at least one.');
        const { incoming, replace } = namedUpload(metadata);
        const maxBytes = maxBytesOf(incoming, this.#options.maxBytes);
        if (size > maxBytes) throw uploadTooLarge(maxBytes);
        await assertIncoming(destination, incoming, replace);
        await unfinished.add(id, client, size);
        onAdded?.(id);
      },
      onFinish: (upload) => this.#finish({ destination, unfinished }, upload),
    };
  }

  async #finishLate(parts: OpenParts, upload: StoredUpload): Promise<void> {
    await this.#alone(upload.id, () => this.#finish(parts, upload)).catch((error: unknown) =>
      this.#options.log.warn({ upload: upload.id, err: error }, 'a complete upload could not be published'),
    );
  }

  async #finish({ destination, unfinished }: OpenParts, { id, size = 0, metadata }: StoredUpload) {
    const { file, replace } = namedUpload(metadata);
    const publishing = publishIncoming(destination, destination.staging.pathOf(id), file, replace);
    const asset = await publishing.catch(async (error: OnplayError) => {
      // It will never be anything else.
      if (error.code === 'sidecar_refused') await this.#drop({ destination, unfinished }, id);
      throw error;
    });
    await destination.staging.remove(descriptionName(id));
    unfinished.remove(id);
    this.#finished.set(id, { size, asset });
    this.#options.log.info({ upload: id, asset, bytes: size }, 'master uploaded');
    this.#options.onArrived(asset);
    return { [ASSET_HEADER]: assetPath(asset) };
  }

  async #drop({ destination, unfinished }: OpenParts, id: string): Promise<void> {
    for (const name of [id, descriptionName(id)]) await destination.staging.remove(name);
    unfinished.remove(id);
  }
}
