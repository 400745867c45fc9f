/** By which masters come and go. */
import { join } from 'node:path';
import type { Config } from '../../config/index.js';
import { type MasterStore, parseS3Location, presignPut, S3Connections } from '../../stores/index.js';
import {
  Intake,
  type IntakeOptions,
  MasterBucket,
  type MasterDestination,
  MasterFolder,
  type MasterFolderOptions,
} from '../../uploads/index.js';
import { s3Settings } from '../library/index.js';

type FromServer = Pick<IntakeOptions, 'library' | 'log' | 'shutdownSignal' | 'lookup'>;

interface BuildIntakeOptions extends FromServer, Pick<MasterFolderOptions, 'freeBytes'> {
  readonly store: MasterStore;
  /** The directory or bucket of the store; undefined where masters are only read. */
  readonly mastersPath: string | undefined;
}

export function buildIntake(config: Config, options: BuildIntakeOptions): Intake {
  const { mastersPath, library, log, shutdownSignal, lookup } = options;
  const location = parseS3Location(mastersPath ?? '');
  return new Intake({
    ...{ settings: config, library, log, shutdownSignal, lookup },
    destination: destinationOf(config, options),
    bucketPlace: location,
    openBucket: (bucket) => objectsOf(config, bucket),
    presign: location && ((file, seconds) => presigned(config, location, file, seconds)),
  });
}

function destinationOf(config: Config, options: BuildIntakeOptions): MasterDestination | undefined {
  const { mastersPath: path, store, freeBytes, shutdownSignal } = options;
  if (path === undefined) return undefined;
  const shared = { store, freeBytes, minFreeBytes: config.diskMinFreeBytes };
  const location = parseS3Location(path);
  if (!location) return new MasterFolder({ ...shared, path });
  const { bucket, prefix } = location;
  const open = () => objectsOf(config, bucket);
  return new MasterBucket({
    ...shared,
    open,
    prefix,
    shutdownSignal,
    folder: join(config.dataPath, 'incoming'),
  });
}

/** A connection of its own: what is copied must not wait for what is played, nor the other way round. */
async function objectsOf(config: Config, bucket: string) {
  return (await new S3Connections().reading(s3Settings(config), bucket)).store;
}

function presigned(
  config: Config,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
  file: string,
  seconds: number,
): Promise<string> {
  return presignPut(s3Settings(config), { bucket, key: prefix + file, seconds });
}
