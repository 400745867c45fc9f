import { describeAsset } from '../assets/index.js';
import { createServices } from '../composition/index.js';
import { loadConfig } from '../config/index.js';
import { purgeKeys } from '../edges/index.js';
import { folderStore } from '../masters/index.js';
import { toAssetId } from '../shared/asset-id.js';
import { createLogger } from '../shared/log.js';
import { inspectionText } from './inspection-text.js';
import { isFile, namedFiles } from './named-files.js';

/** `onplay inspect ASSET`: for a name from the store, or a file. */
export async function inspect(name: string, options: { readonly json?: boolean }): Promise<void> {
  const config = loadConfig();
  const { store, assets } = (await isFile(name))
    ? await namedFiles([name])
    : { store: folderStore(config.mastersPath), assets: [toAssetId(name)] };
  const log = createLogger({ level: 'silent' });
  // What is inspected is not played, so any key will do.
  const tokenKey = { kind: 'secret', secret: 'not used, since nothing is played here' } as const;
  const { signal } = new AbortController();
  const services = await createServices(
    { ...config, tokenKey },
    { store, log, patience: 'unlimited' },
    signal,
  );
  const asset = await services.library.get(assets[0]!, signal);
  const description = {
    ...describeAsset(asset),
    surrogateKeys: purgeKeys(asset.id, asset.index.version),
  };
  process.stdout.write(
    options.json ? `${JSON.stringify(description, null, 2)}\n` : inspectionText(description),
  );
}
