/** By which masters come and go. */
import type { Config } from '../../config/index.js';
import type { MasterStore } from '../../stores/index.js';
import { Intake, type IntakeOptions, MasterFolder, type MasterFolderOptions } from '../../uploads/index.js';

type FromServer = Pick<IntakeOptions, 'library' | 'log' | 'shutdownSignal' | 'lookup'>;

interface BuildIntakeOptions extends FromServer, Pick<MasterFolderOptions, 'freeBytes'> {
  readonly store: MasterStore;
  /** The directory of the store; undefined where masters are only read. */
  readonly mastersPath: string | undefined;
}

export function buildIntake(config: Config, options: BuildIntakeOptions): Intake {
  const { mastersPath: path, store, freeBytes, ...others } = options;
  const minFreeBytes = config.diskMinFreeBytes;
  const destination =
    path === undefined ? undefined : new MasterFolder({ path, store, minFreeBytes, freeBytes });
  return new Intake({ ...others, settings: config, destination });
}
