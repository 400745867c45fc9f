/** The key that signs grants, and the key with which this origin authenticates to its edges. */
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import path from 'node:path';
import { type GainSeal, gainSealOf } from '../../shared/gain/gain-seal.js';
import { TraceSecret } from '../../shared/trace/trace-secret.js';
import { ensureSecretFile } from '../secrets.js';
import { requireTokenKey, type TokenKeySource } from './token-key.js';

const GRANT_PURPOSE = 'onplay grant v1';
const EDGE_PURPOSE = 'onplay edge v1';
const TRACE_PURPOSE = 'onplay trace v1';
const GAIN_PURPOSE = 'onplay gain v1';

/** Where the keys of an installation come from. */
interface KeySources {
  readonly tokenKey?: TokenKeySource;
  /** An absolute path. */
  readonly dataPath: string;
}

/** Each is 64 hex digits, used as text and not decoded: Varnish holds keys as C strings. */
export interface EdgeKeys {
  /** Edges verify grants with it. It could also sign grants, but reveals nothing about the token secret. */
  readonly grantKey: string;
  /** The bearer token of control requests: it authorizes purges and revocations at the edges. */
  readonly edgeKey: string;
}

/**
 * The keys of a configuration, derived from the token secret (HKDF-SHA256, RFC 5869), so that all processes with the
 * same secret accept each other's grants. A JWKS holds no secret: with one, they derive from a random secret in `grant.key`
 * in the data directory, which all processes of an installation have to share.
 *
 * @throws OnplayError `data_unwritable` if that file cannot be used, `config_invalid` without secret or JWKS
 */
export async function edgeKeys(config: KeySources): Promise<EdgeKeys> {
  const secret = await secretOf(config);
  return { grantKey: derived(secret, GRANT_PURPOSE), edgeKey: derived(secret, EDGE_PURPOSE) };
}

/** What hidden marks follow from, which edges do not know. @throws what `edgeKeys` throws. */
export async function traceSecret(config: KeySources): Promise<TraceSecret> {
  return new TraceSecret(derived(await secretOf(config), TRACE_PURPOSE));
}

/** What seals audio with a gain, which edges do not know. @throws what `edgeKeys` throws. */
export async function gainSeal(config: KeySources): Promise<GainSeal> {
  return gainSealOf(derived(await secretOf(config), GAIN_PURPOSE));
}

async function secretOf(config: KeySources): Promise<string> {
  const source = requireTokenKey(config);
  if (source.kind === 'secret') return source.secret;
  return ensureSecretFile(path.join(config.dataPath, 'grant.key'));
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
