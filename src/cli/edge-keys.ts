import { edgeKeys } from '../access/index.js';
import { loadConfig } from '../config/index.js';
import { tokenKeyOf } from './token.js';

/** `onplay edge-keys`: prints the keys in the format of an environment file. */
export async function printEdgeKeys(): Promise<void> {
  const config = loadConfig();
  const keys = await edgeKeys({ ...config, tokenKey: await tokenKeyOf(config) });
  process.stdout.write(`ONPLAY_GRANT_KEY=${keys.grantKey}\nONPLAY_EDGE_KEY=${keys.edgeKey}\n`);
}
