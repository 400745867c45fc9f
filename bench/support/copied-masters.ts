/** Copies of one master under different names. To the server each is a new master. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { BenchMaster } from './master.js';

export interface CopiedMasters {
  readonly folder: string;
  /** The asset name of each copy. */
  readonly assets: readonly string[];
  /** The path of an asset's copy. */
  pathOf(asset: string): string;
  remove(): Promise<void>;
}

/** Creates the copies. The caller removes them. */
export async function copyMaster({ path }: BenchMaster, count: number): Promise<CopiedMasters> {
  const folder = await mkdtemp(join(tmpdir(), 'onplay-bench-copies-'));
  const pathOf = (asset: string) => join(folder, `${asset}${extname(path)}`);
  const assets = Array.from({ length: count }, (_, i) => `copy-${i + 1}`);
  for (const asset of assets) await copyFile(path, pathOf(asset));
  return { folder, assets, pathOf, remove: () => rm(folder, { recursive: true, force: true }) };
}
