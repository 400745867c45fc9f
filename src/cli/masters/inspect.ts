import { completed, describeAsset } from '../../assets/index.js';
import { buildEncoding } from '../../composition/encoding/index.js';
import { Buckets, openStore } from '../../composition/library/index.js';
import { loadConfig } from '../../config/index.js';
import { purgeKeys } from '../../edges/index.js';
import { toAssetId } from '../../shared/asset-id.js';
import { createLogger } from '../../shared/log.js';
import { Urgency } from '../../shared/scheduler/urgency.js';
import { inspectionText } from './inspection-text.js';
import { masterPlace } from './master-place.js';
import { isFile, namedFiles } from './named-files.js';
import { standaloneLibrary } from './standalone-library.js';

/** `onplay inspect ASSET`: describes an asset of the store, or a file. */
export async function inspect(name: string, options: { readonly json?: boolean }): Promise<void> {
  const config = loadConfig();
  const buckets = new Buckets(config);
  const { store, assets } = (await isFile(name))
    ? await namedFiles([name])
    : { store: await openStore(config, buckets), assets: [toAssetId(name)] };
  const log = createLogger({ level: 'silent' });
  const { signal: shutdownSignal } = new AbortController();
  const encoding = await buildEncoding(config, log, shutdownSignal);
  const copiesBucket = await buckets.part(config.copiesBucket);
  const { library, texts } = standaloneLibrary(config, {
    ...{ store, encoding, copiesBucket, signal: shutdownSignal },
  });
  const asset = await completed(await library.get(assets[0]!, shutdownSignal));
  await texts.readAll(asset, { signal: shutdownSignal, urgency: new Urgency('demand'), client: 'inspect' });
  const description = {
    ...describeAsset(asset, texts.reports(asset)),
    master: masterPlace(asset, config),
    surrogateKeys: purgeKeys(asset.id, asset.index.version),
  };
  process.stdout.write(
    options.json ? `${JSON.stringify(description, null, 2)}\n` : inspectionText(description),
  );
}
