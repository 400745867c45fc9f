/** Decides which renditions a session offers, from token, device, network and preferences. A pure function. */

import type { TokenLimits } from '../access/index.js';
import type { FilmMetadata } from '../assets/index.js';
import { type Ladder, renditionsOf, type VideoRendition } from '../encoder/index.js';
import type { OfferedRenditions } from '../manifests/index.js';
import { allowedLadder } from './allowed-ladder.js';
import { defaultAudio } from './default-audio.js';
import { chooseInitialRendition } from './initial-rendition.js';
import {
  type AdvertisedBitrate,
  heightOf,
  isPlayable,
  lowest,
  withinBitrate,
  withinHeight,
} from './rendition-limits.js';
import { isCodecSupported } from './request/codec-support.js';
import { deviceProfiles } from './request/device.js';
import type { SessionPreferences } from './request/session-query.js';
import type { SessionRequest } from './request/session-request.js';
import { chooseShownText } from './shown-text.js';

/** The highest video, by its shorter side in pixels, with `Save-Data: on`. */
const saveDataMaxHeight = 480;

export interface SessionDecision extends OfferedRenditions {
  /** The initial rendition: the first of `video`; absent if there is no video. */
  readonly initialVideo?: VideoRendition;
  /** One sentence for each step that had an effect, for operators. */
  readonly reasons: readonly string[];
}

/** The ladder that remains after a step, and the reason if the step had an effect. */
interface Step {
  readonly ladder: Ladder;
  readonly reason?: string | undefined;
}

/**
 * The renditions for a session. The token's limits hold for every pair of video and audio in the result. All other limits
 * yield where nothing would remain: then the lowest that is left stays, and the reasons say so.
 *
 * @param film what is said of it beside its master: its limits, and the language of its audio where no wanted one is there
 * @param advertisedBitrate in bit/s, compared with bitrate limits; the initial rendition is chosen by `maxBitrate` instead
 * @throws OnplayError `no_rendition_allowed` if the token's limits leave nothing to play
 */
export function decideSession(
  ladder: Ladder,
  request: SessionRequest,
  advertisedBitrate: AdvertisedBitrate,
  film: FilmMetadata = {},
): SessionDecision {
  const steps: readonly ((ladder: Ladder) => Step)[] = [
    (current) => applyTokenLimits(current, request.limits, advertisedBitrate),
    (current) => limitHeight(current, filmLimit(film)),
    (current) =>
      limitBitrate(
        current,
        { maxBitrate: film.max_bitrate, why: 'max_bitrate of the film' },
        advertisedBitrate,
      ),
    (current) => limitHeight(current, deviceLimit(request)),
    (current) => limitHeight(current, request.network.saveData ? saveDataLimit : undefined),
    (current) => preferCodecs(current, request.preferences),
    (current) => limitHeight(current, preferredLimit(request.preferences)),
    (current) =>
      limitBitrate(
        current,
        { maxBitrate: request.preferences.maxBitrate, why: 'max_bitrate' },
        advertisedBitrate,
      ),
    (current) => preferMinimumHeight(current, request.preferences),
    (current) => withoutForcedText(current, request),
  ];
  const reasons: string[] = [];
  let current = ladder;
  for (const step of steps) {
    const { ladder: remaining, reason } = step(current);
    if (reason !== undefined) reasons.push(reason);
    current = remaining;
  }
  const wanted = [...request.languages, ...(film.audio === undefined ? [] : [film.audio])];
  return arrange(current, request, film, { defaultAudio: defaultAudio(current.audio, wanted), reasons });
}

function applyTokenLimits(ladder: Ladder, limits: TokenLimits, advertisedBitrate: AdvertisedBitrate): Step {
  const allowed = allowedLadder(ladder, limits, advertisedBitrate);
  return { ladder: allowed, reason: removalReason(ladder, allowed, 'not allowed by the token') };
}

function preferCodecs(ladder: Ladder, { codecs }: SessionPreferences): Step {
  if (codecs === undefined) return { ladder };
  const video = ladder.video.filter((rendition) => isCodecSupported(rendition.codecs, codecs));
  const audio = ladder.audio.filter((rendition) => isCodecSupported(rendition.codecs, codecs));
  const wanted = { ...ladder, video, audio };
  if (!isPlayable(wanted, ladder)) {
    return { ladder, reason: `codecs ${codecs.join(',')} ignored: the asset has no rendition in them` };
  }
  return { ladder: wanted, reason: removalReason(ladder, wanted, 'the player cannot play their codecs') };
}

interface HeightLimit {
  readonly maxHeight: number;
  readonly why: string;
}

interface BitrateLimit {
  /** In bit/s. */
  readonly maxBitrate: number | undefined;
  readonly why: string;
}

const saveDataLimit: HeightLimit = { maxHeight: saveDataMaxHeight, why: 'the viewer asked to save data' };

function deviceLimit({ device }: SessionRequest): HeightLimit {
  const { maxHeight } = deviceProfiles[device.class];
  return { maxHeight, why: `${maxHeight}p is enough for device ${device.class} (from ${device.source})` };
}

function preferredLimit({ maxHeight }: SessionPreferences): HeightLimit | undefined {
  return maxHeight === undefined ? undefined : { maxHeight, why: `max_height is ${maxHeight}` };
}

function limitHeight(ladder: Ladder, limit: HeightLimit | undefined): Step {
  if (limit === undefined) return { ladder };
  return applyLimit(ladder, withinHeight(ladder, limit.maxHeight), limit.why);
}

function filmLimit({ max_height: maxHeight }: FilmMetadata): HeightLimit | undefined {
  return maxHeight === undefined ? undefined : { maxHeight, why: `max_height of the film is ${maxHeight}` };
}

function limitBitrate(ladder: Ladder, limit: BitrateLimit, advertisedBitrate: AdvertisedBitrate): Step {
  const { maxBitrate, why } = limit;
  if (maxBitrate === undefined) return { ladder };
  return applyLimit(ladder, withinBitrate(ladder, maxBitrate, advertisedBitrate), `${why} is ${maxBitrate}`);
}

function preferMinimumHeight(ladder: Ladder, { minHeight }: SessionPreferences): Step {
  if (minHeight === undefined) return { ladder };
  const video = ladder.video.filter((rendition) => heightOf(rendition) >= minHeight);
  if (video.length === 0)
    return { ladder, reason: `min_height ${minHeight} ignored: no rendition is that high` };
  const wanted = { ...ladder, video };
  return { ladder: wanted, reason: removalReason(ladder, wanted, `min_height is ${minHeight}`) };
}

/** Players show forced text by themselves, which would be over the text that is burned in. */
function withoutForcedText(ladder: Ladder, { burn }: SessionRequest): Step {
  if (!burn) return { ladder };
  const rest = { ...ladder, text: ladder.text.filter(({ forced }) => !forced) };
  const reason = removalReason(ladder, rest, 'players would show it over the text in the video');
  return { ladder: rest, reason };
}

/** The part of the ladder within a limit; the lowest renditions if nothing playable is within it. */
function applyLimit(ladder: Ladder, within: Ladder, why: string): Step {
  if (isPlayable(within, ladder)) return { ladder: within, reason: removalReason(ladder, within, why) };
  const remaining = lowest(ladder);
  return { ladder: remaining, reason: `only the lowest remain, which exceed the limit: ${why}` };
}

function removalReason(before: Ladder, after: Ladder, why: string): string | undefined {
  const remaining = new Set(renditionsOf(after).map(({ id }) => id));
  const removed = renditionsOf(before).filter(({ id }) => !remaining.has(id));
  return removed.length === 0 ? undefined : `without ${removed.map(({ id }) => id).join(', ')}: ${why}`;
}

function arrange(
  ladder: Ladder,
  request: SessionRequest,
  film: FilmMetadata,
  decided: Pick<SessionDecision, 'defaultAudio' | 'reasons'>,
): SessionDecision {
  const start = chooseInitialRendition(ladder.video, request);
  const { burn } = request;
  // Text that is burned in is there already.
  const shown = burn ? undefined : chooseShownText({ ...ladder, ...decided }, request.languages, film.text);
  const all = {
    ...decided,
    ...(shown && { shownText: shown.text }),
    reasons: [...decided.reasons, burn && burnReason(burn), start?.reason, shown?.reason].filter(
      (reason) => reason !== undefined,
    ),
  };
  if (start === undefined) return { ...ladder, ...all };
  const others = ladder.video.filter((rendition) => rendition !== start.rendition);
  return {
    video: [start.rendition, ...others],
    audio: ladder.audio,
    text: ladder.text,
    ...all,
    initialVideo: start.rendition,
  };
}

function burnReason({ textId, from }: NonNullable<SessionRequest['burn']>): string {
  return `text ${textId} is burned in, from the ${from}`;
}
