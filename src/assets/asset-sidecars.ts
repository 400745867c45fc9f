import { type IgnoredSidecar, type Master, readSidecar, sidecarChanged } from '../stores/index.js';
import type { Asset } from './asset.js';

type AssetSidecars = Pick<Asset, 'sidecars' | 'ignoredSidecars' | 'readSidecar'>;

/** What an asset says of the files beside its master. @param refused were read, and cannot be used. */
export function assetSidecars({ sidecars }: Master, refused: readonly IgnoredSidecar[] = []): AssetSidecars {
  const { files = [], ignored = [] } = sidecars ?? {};
  return {
    sidecars: files.map(({ file: _, ...sidecar }) => sidecar),
    ignoredSidecars: [...ignored, ...refused],
    readSidecar: async ({ name, version }, signal) => {
      const stored = files.find((sidecar) => sidecar.name === name && sidecar.version === version);
      if (!stored) throw sidecarChanged();
      return readSidecar(stored, signal);
    },
  };
}
