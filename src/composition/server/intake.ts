/** By which masters come and go. */
import { join } from 'node:path';
import type { Config } from '../../config/index.js';
import { type MasterStore, parseS3Location } from '../../stores/index.js';
import {
  Intake,
  type IntakeOptions,
  MasterBucket,
  type MasterDestination,
  MasterFolder,
  type MasterFolderOptions,
} from '../../uploads/index.js';
import type { Buckets } from '../library/index.js';

type FromServer = Pick<IntakeOptions, 'library' | 'log' | 'shutdownSignal' | 'lookup'>;

interface BuildIntakeOptions extends FromServer, Pick<MasterFolderOptions, 'freeBytes'> {
  readonly store: MasterStore;
  readonly buckets: Buckets;
  /** The directory or bucket of the store; undefined where masters are only read. */
  readonly mastersPath: string | undefined;
}

export function buildIntake(config: Config, options: BuildIntakeOptions): Intake {
  const { mastersPath, buckets, library, log, shutdownSignal, lookup } = options;
  const location = parseS3Location(mastersPath ?? '');
  const destination = destinationOf(config, options);
  return new Intake({
    ...{ settings: config, library, log, shutdownSignal, lookup, destination },
    multipart:
      location && destination instanceof MasterBucket
        ? { destination, open: () => openBucket(buckets, location.bucket) }
        : undefined,
    importsFolder: join(config.dataPath, 'imports'),
    bucketPlace: location,
    openBucket: (bucket) => buckets.objects(bucket),
    presign:
      location && ((file, seconds) => buckets.presignPut(location.bucket, location.prefix + file, seconds)),
  });
}

async function openBucket(buckets: Buckets, bucket: string) {
  const [objects, multipart] = await Promise.all([buckets.objects(bucket), buckets.multipart(bucket)]);
  return { objects, multipart };
}

function destinationOf(config: Config, options: BuildIntakeOptions): MasterDestination | undefined {
  const { mastersPath: path, store, buckets, freeBytes, shutdownSignal } = options;
  if (path === undefined) return undefined;
  const shared = { store, freeBytes, minFreeBytes: config.diskMinFreeBytes };
  const location = parseS3Location(path);
  if (!location) return new MasterFolder({ ...shared, path });
  const { bucket, prefix } = location;
  return new MasterBucket({
    ...shared,
    open: () => buckets.objects(bucket),
    prefix,
    shutdownSignal,
    folder: join(config.dataPath, 'incoming'),
  });
}
