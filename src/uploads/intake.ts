/** All by which masters come and go, and the removal of what is left of those that did not arrive. */
import type { Logger } from 'pino';
import type { AssetLibrary } from '../assets/index.js';
import type { AssetId } from '../shared/asset-id.js';
import { isAllowedAddress } from '../shared/outbound/allowed-addresses.js';
import type { Lookup } from '../shared/outbound/guarded-connector.js';
import type { ValuesOf } from '../shared/settings/setting.js';
import { filmsOfAudio } from '../stores/index.js';
import { Imports, type ImportsOptions } from './imports/imports.js';
import { fileOf, incomingOf, nameOf } from './masters/incoming.js';
import type { MasterDestination } from './masters/master-destination.js';
import { assertIncoming } from './masters/publish-incoming.js';
import type { RemovedMaster } from './masters/remove-beside.js';
import type { BesideFile } from './masters/sidecar-owner.js';
import { type MultipartOptions, MultipartUploads } from './multipart/multipart-uploads.js';
import { ReadyAssets } from './ready-assets.js';
import { type BucketPlace, type ChangedAssets, changedAssets } from './s3-event.js';
import type { uploadsSettings } from './settings.js';
import { Uploads } from './tus/uploads.js';
import { mastersReadOnly, presigningUnavailable, uploadsClosed } from './upload-errors.js';

export interface IntakeOptions {
  readonly settings: ValuesOf<typeof uploadsSettings>;
  /** Where masters come to and go from; undefined where they are only read. */
  readonly destination: MasterDestination | undefined;
  /** The directory of what a later process needs to go on with imports: of this server alone. */
  readonly importsFolder: string;
  readonly library: Pick<AssetLibrary, 'get' | 'revalidate'>;
  readonly log: Logger;
  /** Aborts when the server is told to stop. */
  readonly shutdownSignal: AbortSignal;
  /** Where the masters are in a bucket; absent where they are in none. */
  readonly bucketPlace?: BucketPlace | undefined;
  /** Connects to a bucket that masters are copied from; absent where none can be read. */
  readonly openBucket?: ImportsOptions['openBucket'];
  /** Signs a URL that stores a file of the masters, for so many seconds; absent where they are in no bucket. */
  readonly presign?: ((file: string, seconds: number) => Promise<string>) | undefined;
  /** Uploads in parts into the bucket of the masters; absent where they are in none. */
  readonly multipart?: MultipartOptions['bucket'];
  /** How names are resolved, where it is not by the system. */
  readonly lookup?: Lookup | undefined;
}

/** What of imports is decided by who has them besides the management API. */
export type FurtherImports = Pick<
  ImportsOptions,
  'folder' | 'maxBytes' | 'timeoutMs' | 'atOnce' | 'onArrived'
> &
  Pick<ImportsOptions['from'], 'allowedHosts' | 'isAllowed'>;

/** How often what is left is removed. */
const SWEEP_MS = 10 * 60_000;

export class Intake {
  readonly uploads: Uploads;
  readonly imports: Imports;
  readonly multipart: MultipartUploads;
  readonly ready: ReadyAssets;
  readonly #options: IntakeOptions;
  /** Those of the management API, and others. */
  readonly #allImports: Imports[];

  constructor(options: IntakeOptions) {
    const { settings, destination, log, shutdownSignal } = options;
    this.#options = options;
    this.ready = new ReadyAssets(options.library, shutdownSignal);
    const shared = { log, onArrived: (asset: AssetId) => this.#arrived(asset) };
    this.uploads = new Uploads({
      ...shared,
      destination: settings.uploads ? destination : undefined,
      maxBytes: settings.uploadMaxBytes,
      maxUnfinished: settings.uploadsUnfinished,
      expiryMs: settings.uploadExpirySeconds * 1000,
    });
    this.multipart = new MultipartUploads({
      ...{ ...shared, isOpen: settings.uploads, bucket: options.multipart },
      maxBytes: settings.uploadMaxBytes,
      maxUnfinished: settings.uploadsUnfinished,
      expiryMs: settings.uploadExpirySeconds * 1000,
    });
    this.imports = new Imports({
      ...{ ...shared, destination, openBucket: options.openBucket, shutdownSignal },
      folder: options.importsFolder,
      from: {
        allowedHosts: settings.importFrom,
        isAllowed: (address) => isAllowedAddress(address, settings.importPrivateAddresses),
        lookup: options.lookup,
      },
      maxBytes: settings.importMaxBytes,
      timeoutMs: settings.importTimeoutSeconds * 1000,
      atOnce: settings.importsAtOnce,
    });
    this.#allImports = [this.imports];
  }

  /** Copies of URLs with bounds of their own, to the same place; before `begin`, by which they go on with those of an earlier process. */
  furtherImports({ allowedHosts, isAllowed, ...bounds }: FurtherImports): Imports {
    const { destination, log, shutdownSignal, lookup } = this.#options;
    const from = { allowedHosts, isAllowed, lookup };
    const imports = new Imports({ ...bounds, destination, from, log, shutdownSignal });
    this.#allImports.push(imports);
    return imports;
  }

  /** Takes over the imports and uploads of an earlier process, and removes what is left of others, now and periodically. Never rejects. */
  async begin(): Promise<void> {
    const { settings, destination, log, shutdownSignal } = this.#options;
    if (!destination || !(settings.uploads || this.#allImports.some(({ isOpen }) => isOpen))) return;
    const sweep = () =>
      this.#sweep(destination).catch((error: unknown) =>
        log.warn({ err: error }, 'incoming masters were not swept'),
      );
    for (const imports of this.#allImports) await imports.restore(Date.now());
    await sweep();
    await this.uploads.restore();
    // A store that does not answer keeps no server from its start.
    void this.#sweepMultiparts();
    const timer = setInterval(() => Promise.all([sweep(), this.#sweepMultiparts()]), SWEEP_MS).unref();
    shutdownSignal.addEventListener('abort', () => clearInterval(timer), { once: true });
  }

  /** Resolves when no import is in progress. */
  async idle(): Promise<void> {
    await Promise.all(this.#allImports.map((imports) => imports.idle()));
  }

  /**
   * A URL by which a client stores a master itself.
   * @param name of the asset, with the extension of its file.
   * @throws OnplayError `uploads_closed`, `presigning_unavailable`, `asset_name_invalid`, `media_type_unknown`, and as `assertIncoming`.
   */
  async presign(name: string, replace: boolean, seconds: number) {
    const { settings, destination, presign } = this.#options;
    if (!settings.uploads || !destination) throw uploadsClosed();
    if (!presign) throw presigningUnavailable();
    const incoming = incomingOf(name);
    await assertIncoming(destination, incoming, replace);
    return { asset: nameOf(incoming), url: await presign(fileOf({ name, hints: {} }), seconds) };
  }

  /** The assets that a notification of S3 is about. @throws OnplayError `hook_malformed`. */
  changedAssets(notification: unknown): ChangedAssets {
    return changedAssets(notification, this.#options.bucketPlace);
  }

  /**
   * Removes the master of an asset with what belongs to it, and returns it. What was made of it is left.
   * @throws OnplayError `masters_read_only`, `asset_unknown`, `masters_unwritable`, `store_unavailable`.
   */
  async removeMaster(asset: AssetId): Promise<RemovedMaster> {
    return this.#writable().remove(asset);
  }

  /** Removes a file beside a master. @throws OnplayError `sidecar_unknown`, and as `removeMaster`. */
  async removeSidecar(asset: AssetId, name: string): Promise<BesideFile> {
    return this.#writable().removeSidecar(asset, name);
  }

  #writable(): MasterDestination {
    const { settings, destination } = this.#options;
    if (!destination || !settings.uploads) throw mastersReadOnly();
    return destination;
  }

  #arrived(asset: AssetId): void {
    this.ready.add(asset);
    for (const film of filmsOfAudio(asset)) void this.#options.library.revalidate(film);
  }

  async #sweep({ staging }: MasterDestination): Promise<void> {
    for (const imports of this.#allImports) await imports.touch(Date.now());
    const isLeft = (name: string, ageMs: number) =>
      this.#allImports.every((imports) => imports.isAbandoned(name, ageMs)) ||
      this.uploads.isExpired(name, ageMs);
    const removed = await staging.sweep(isLeft, Date.now());
    for (const name of removed) await this.uploads.forget(name);
    if (removed.length > 0) this.#options.log.info({ files: removed.length }, 'abandoned masters removed');
  }

  /** Never rejects. */
  async #sweepMultiparts(): Promise<void> {
    const { log } = this.#options;
    const report = (uploads: number) =>
      void (uploads > 0 && log.info({ uploads }, 'abandoned uploads in parts removed'));
    await this.multipart
      .sweep(Date.now())
      .then(report, (err: unknown) => log.warn({ err }, 'uploads in parts were not swept'));
  }
}
