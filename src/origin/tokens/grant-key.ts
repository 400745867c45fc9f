/** The key that grants are signed with. */
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import path from 'node:path';
import { type Config, requireTokenKey } from '../../config.js';
import { ensureSecretFile } from '../secrets.js';

const purpose = 'onplay grant v1';

/**
 * The grant key of a configuration. It follows from the token secret, so that every process with the same secret
 * understands the grants of the others; a JWKS holds no secret, so with one a random secret is kept as `grant.key` in
 * the data folder, which processes that serve together have to share.
 *
 * @throws OnplayError `data_unwritable` if that file cannot be used, `config_invalid` without secret and JWKS
 */
export async function grantKey(config: Pick<Config, 'tokenKey' | 'dataPath'>): Promise<KeyObject> {
  const source = requireTokenKey(config);
  const secret =
    source.kind === 'secret'
      ? source.secret
      : await ensureSecretFile(path.join(config.dataPath, 'grant.key'));
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', purpose, 32)));
}
