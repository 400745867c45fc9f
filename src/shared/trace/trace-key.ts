/**
 * What the hidden mark of an asset follows from: three keys, each for one purpose, so that a worker which draws patterns can
 * neither name segments nor say which viewer has which variants.
 */
import { createHmac } from 'node:crypto';

/** Each is 64 hexadecimal digits. */
export interface AssetTraceKeys {
  /** Determines the patterns; in recipes and jobs. */
  readonly patterns: string;
  /** Determines which variant of a segment a code has. */
  readonly codes: string;
  /** Determines the names of segments in URLs. */
  readonly names: string;
}

/**
 * The keys of an asset. They do not depend on the version of its master or on the encoder, so that what was played years ago is still read.
 * @param traceKey of the installation. @param asset its name.
 */
export function assetTraceKeys(traceKey: string, asset: string): AssetTraceKeys {
  const keyFor = (purpose: string) => keyed(traceKey, `${purpose}\n${asset}`).toString('hex');
  return { patterns: keyFor('patterns'), codes: keyFor('codes'), names: keyFor('names') };
}

/** HMAC-SHA256 (RFC 2104). @param key used as text, not decoded. */
export function keyed(key: string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
