import { isGain } from '../../shared/gain/gain.js';
import type { AudioGain, AudioRendition } from '../rendition.js';
import { MAX_UNTRIMMED_CHARACTERS, shortId } from '../trimmed-rendition.js';

/** The rendition with a gain. It is encoded, also where the rendition is passed through. */
export function gainedRendition(
  { passthrough: _, ...rendition }: AudioRendition,
  gain: AudioGain,
): AudioRendition {
  const suffix = suffixOf(gain);
  const id = shortId(rendition.id, MAX_UNTRIMMED_CHARACTERS - suffix.length) + suffix;
  return { ...rendition, id, gain };
}

/** `-gm120` for 12 dB less, `-gp35` for 3.5 dB more: no `-` could be told from a hyphen, and no `+` is safe in a URL. */
function suffixOf({ decibels }: AudioGain): string {
  return `-g${decibels < 0 ? 'm' : 'p'}${Math.round(10 * Math.abs(decibels))}`;
}

const GAINED_ID = /^a[a-z0-9-]+-g([mp])([1-9]\d{0,2})$/;

/** The gain that the id of a rendition says, in decibels; undefined for any other id. */
export function parseGainedId(id: string): number | undefined {
  const [, sign, tenths] = GAINED_ID.exec(id) ?? [];
  const decibels = ((sign === 'm' ? -1 : 1) * Number(tenths)) / 10;
  return isGain(decibels) ? decibels : undefined;
}
