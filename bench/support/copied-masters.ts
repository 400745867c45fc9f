/** Copies of one master under names of their own. To the server each is a version it has never seen. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { BenchMaster } from './master.js';

export interface CopiedMasters {
  readonly folder: string;
  /** The name of each copy as an asset. */
  readonly assets: readonly string[];
  /** Where the copy of an asset is. */
  pathOf(asset: string): string;
  remove(): Promise<void>;
}

/** To be removed by the caller. */
export async function copyMaster({ path }: BenchMaster, count: number): Promise<CopiedMasters> {
  const folder = await mkdtemp(join(tmpdir(), 'onplay-bench-copies-'));
  const pathOf = (asset: string) => join(folder, `${asset}${extname(path)}`);
  const assets = Array.from({ length: count }, (_, i) => `copy-${i + 1}`);
  for (const asset of assets) await copyFile(path, pathOf(asset));
  return { folder, assets, pathOf, remove: () => rm(folder, { recursive: true, force: true }) };
}
