/** By which masters come and go. */
import type { Config } from '../../config/index.js';
import { isS3Url, type MasterStore } from '../../stores/index.js';
import { Intake, type IntakeOptions, MasterFolder, type MasterFolderOptions } from '../../uploads/index.js';

type FromServer = Pick<IntakeOptions, 'library' | 'log' | 'shutdownSignal' | 'lookup'>;

interface BuildIntakeOptions extends FromServer, Pick<MasterFolderOptions, 'freeBytes'> {
  readonly store: MasterStore;
  /** Where the store is; undefined where masters are only read. Those of a bucket are. */
  readonly mastersPath: string | undefined;
}

export function buildIntake(config: Config, options: BuildIntakeOptions): Intake {
  const { mastersPath: path, store, freeBytes, ...others } = options;
  const minFreeBytes = config.diskMinFreeBytes;
  const destination =
    path === undefined || isS3Url(path)
      ? undefined
      : new MasterFolder({ path, store, minFreeBytes, freeBytes });
  return new Intake({ ...others, settings: config, destination });
}
