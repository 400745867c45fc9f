import type { Master } from '../../stores/index.js';
import type { BesideFile } from './sidecar-owner.js';

/** A master that is gone. */
export interface RemovedMaster {
  readonly master: Master;
  /** What belonged to it and is gone too. */
  readonly sidecars: readonly BesideFile[];
  /** Names of what belonged to it and could not be removed. */
  readonly left: readonly string[];
}

/** Removes files beside a master that is gone: one that cannot be removed keeps no other. Never rejects. */
export async function removeBeside(
  files: readonly BesideFile[],
  remove: (name: string) => Promise<void>,
): Promise<Omit<RemovedMaster, 'master'>> {
  const sidecars: BesideFile[] = [];
  const left: string[] = [];
  for (const file of files) {
    const isGone = await remove(file.name).then(
      () => true,
      () => false,
    );
    if (isGone) sidecars.push(file);
    else left.push(file.name);
  }
  return { sidecars, left };
}
