/** The query parameters of a manifest URL. Each may only narrow what the token allows. */

import type { ClipRange } from '../../shared/clip.js';
import { canonicalLanguage } from '../../shared/language-tag.js';
import { isTextId } from '../../shared/text-id.js';
import { readClipQuery } from './clip-query.js';
import { parseCodecs } from './codec-support.js';
import { deviceClasses, type KnownDeviceClass } from './device.js';
import { megabits } from './network.js';
import { readQueryParameter, wholeNumber } from './query-parameter.js';

/** The viewer's preferences. Heights are those of a rendition's shorter side, in pixels. */
export interface SessionPreferences {
  readonly maxHeight?: number;
  readonly minHeight?: number;
  /** Of video and audio together, in bit/s. */
  readonly maxBitrate?: number;
  /** What the player can play, in lower case: `avc1.64001f` or `h264`. */
  readonly codecs?: readonly string[];
  /** The part of the asset to play, within what the token allows. */
  readonly clip?: ClipRange;
}

interface SessionQuery {
  readonly preferences: SessionPreferences;
  /** Id of the text to burn into the video. */
  readonly burn?: string;
  readonly device?: KnownDeviceClass;
  /** BCP 47. */
  readonly language?: string;
  readonly downlinkBitsPerSecond?: number;
}

/** How each parameter is read, and what a client is told that it must be. `read` returns undefined for invalid values. */
const parameters = {
  max_height: { read: height, expected: 'a whole number of pixels from 1 to 65535' },
  min_height: { read: height, expected: 'a whole number of pixels from 1 to 65535' },
  max_bitrate: { read: bitrate, expected: 'a whole number of bit/s from 1 up' },
  codecs: { read: parseCodecs, expected: 'a list of codecs, such as avc1.64001f,mp4a.40.2 or h264,aac' },
  device: { read: deviceClass, expected: `one of ${deviceClasses.join(', ')}` },
  language: { read: canonicalLanguage, expected: 'a language tag, such as de or pt-BR' },
  burn: { read: textId, expected: 'the id of a text, such as 2 or t-de' },
  downlink: { read: megabits, expected: 'a number of Mbit/s above 0' },
} as const;

type ParameterName = keyof typeof parameters;
type ParameterValue<Name extends ParameterName> = Exclude<
  ReturnType<(typeof parameters)[Name]['read']>,
  undefined
>;

/**
 * The session parameters of a query. Unknown ones are ignored.
 *
 * @throws OnplayError `query_invalid`, naming the parameter that is malformed or given twice
 */
export function readSessionQuery(query: URLSearchParams): SessionQuery {
  const maxHeight = readParameter(query, 'max_height');
  const minHeight = readParameter(query, 'min_height');
  const maxBitrate = readParameter(query, 'max_bitrate');
  const codecs = readParameter(query, 'codecs');
  const burn = readParameter(query, 'burn');
  const clip = readClipQuery(query);
  const device = readParameter(query, 'device');
  const language = readParameter(query, 'language');
  const downlinkBitsPerSecond = readParameter(query, 'downlink');
  return {
    preferences: {
      ...(maxHeight !== undefined && { maxHeight }),
      ...(minHeight !== undefined && { minHeight }),
      ...(maxBitrate !== undefined && { maxBitrate }),
      ...(codecs !== undefined && { codecs }),
      ...(clip && { clip }),
    },
    ...(burn !== undefined && { burn }),
    ...(device !== undefined && { device }),
    ...(language !== undefined && { language }),
    ...(downlinkBitsPerSecond !== undefined && { downlinkBitsPerSecond }),
  };
}

/**
 * The session parameters of a query as one manifest hands them on to others, `max_height=240&language=de`, with the language and the
 * text to burn in of the token, which grants do not have; empty without any.
 * @throws OnplayError as `readSessionQuery`.
 */
export function sessionParameters(
  query: URLSearchParams,
  claims: { readonly language?: string; readonly burn?: string } = {},
): string {
  const { burn = claims.burn, language = claims.language } = readSessionQuery(query);
  const told = new URLSearchParams();
  for (const name of Object.keys(parameters)) {
    const value = { burn, language }[name] ?? query.get(name);
    if (value !== null) told.set(name, value);
  }
  return told.toString();
}

function readParameter<Name extends ParameterName>(
  query: URLSearchParams,
  name: Name,
): ParameterValue<Name> | undefined {
  const { read, expected } = parameters[name];
  return readQueryParameter<ParameterValue<Name>>(query, name, {
    read: read as (text: string) => ParameterValue<Name> | undefined,
    expected,
  });
}

function height(text: string): number | undefined {
  return wholeNumber(text, 65_535);
}

function bitrate(text: string): number | undefined {
  return wholeNumber(text, Number.MAX_SAFE_INTEGER);
}

function textId(text: string): string | undefined {
  return isTextId(text) ? text : undefined;
}

function deviceClass(text: string): KnownDeviceClass | undefined {
  return deviceClasses.find((known) => known === text);
}
