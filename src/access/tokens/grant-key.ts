/** The keys that grants are signed with, and that this origin and its edges know each other by. */
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import path from 'node:path';
import { ensureSecretFile } from '../secrets.js';
import { requireTokenKey, type TokenKeySource } from './token-key.js';

const GRANT_PURPOSE = 'onplay grant v1';
const EDGE_PURPOSE = 'onplay edge v1';

/** Where the keys of an installation come from. */
export interface KeySources {
  readonly tokenKey?: TokenKeySource;
  /** An absolute path. */
  readonly dataPath: string;
}

/** Both are 64 hexadecimal digits, and used as these characters: Varnish holds keys as C strings. */
export interface EdgeKeys {
  /** Edges verify grants with it, and could issue some; of tokens it says nothing. */
  readonly grantKey: string;
  /** Whoever has it may tell edges what to forget. */
  readonly edgeKey: string;
}

/**
 * The keys of a configuration. They follow from the token secret, so that every process with the same secret
 * understands the grants of the others; a JWKS holds no secret, so with one a random secret is kept as `grant.key` in
 * the data folder, which processes that serve together have to share.
 *
 * @throws OnplayError `data_unwritable` if that file cannot be used, `config_invalid` without secret and JWKS
 */
export async function edgeKeys(config: KeySources): Promise<EdgeKeys> {
  const source = requireTokenKey(config);
  const secret =
    source.kind === 'secret'
      ? source.secret
      : await ensureSecretFile(path.join(config.dataPath, 'grant.key'));
  return { grantKey: derived(secret, GRANT_PURPOSE), edgeKey: derived(secret, EDGE_PURPOSE) };
}

/** The grant key, ready to sign with. */
export function signingKeyOf({ grantKey }: EdgeKeys): KeyObject {
  return createSecretKey(Buffer.from(grantKey));
}

/** The grant key of a configuration, ready to sign with. @throws what `edgeKeys` throws. */
export async function grantKey(config: KeySources): Promise<KeyObject> {
  return signingKeyOf(await edgeKeys(config));
}

function derived(secret: string, purpose: string): string {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, 32)).toString('hex');
}
