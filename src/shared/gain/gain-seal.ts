/** What keeps viewers from making up URLs of audio with a gain, each of which would be encoded for them. */
import { createHmac } from 'node:crypto';
import type { AssetId } from '../asset-id.js';

/**
 * The seal of an asset's audio with a gain: 32 hexadecimal digits. It is part of the recipe, and so of the key in the URL, and cannot be
 * computed without the installation's secret. All servers of an installation compute the same.
 */
export type GainSeal = (asset: AssetId, decibels: number) => string;

const SEAL_DIGITS = 32;

/** @param key 64 hexadecimal digits, used as text. */
export function gainSealOf(key: string): GainSeal {
  return (asset, decibels) =>
    createHmac('sha256', key).update(`${decibels}\n${asset}`).digest('hex').slice(0, SEAL_DIGITS);
}
