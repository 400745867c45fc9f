/** By which masters come and go. */
import type { Config } from '../../config/index.js';
import { isS3Url, type MasterStore, parseS3Location, S3Connections } from '../../stores/index.js';
import { Intake, type IntakeOptions, MasterFolder, type MasterFolderOptions } from '../../uploads/index.js';
import { s3Settings } from '../library/index.js';

type FromServer = Pick<IntakeOptions, 'library' | 'log' | 'shutdownSignal' | 'lookup'>;

interface BuildIntakeOptions extends FromServer, Pick<MasterFolderOptions, 'freeBytes'> {
  readonly store: MasterStore;
  /** The directory or bucket of the store; undefined where masters are only read. */
  readonly mastersPath: string | undefined;
}

export function buildIntake(config: Config, options: BuildIntakeOptions): Intake {
  const { mastersPath: path, store, freeBytes, ...others } = options;
  const minFreeBytes = config.diskMinFreeBytes;
  const isFolder = path !== undefined && !isS3Url(path);
  return new Intake({
    ...others,
    settings: config,
    destination: isFolder ? new MasterFolder({ path, store, minFreeBytes, freeBytes }) : undefined,
    bucketPlace: parseS3Location(config.mastersPath),
    openBucket: async (bucket) => (await new S3Connections().reading(s3Settings(config), bucket)).store,
  });
}
