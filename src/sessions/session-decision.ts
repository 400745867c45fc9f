/** Decides what one viewer's playback may use, from device, network and token. Pure: same request, same decision. */

import type { TokenLimits } from '../access/index.js';
import type { Ladder, VideoRendition } from '../encoder/index.js';
import type { PresentedRenditions } from '../manifests/index.js';
import { allowedLadder } from './allowed-ladder.js';
import { isCodecSupported } from './codec-support.js';
import { deviceProfiles } from './device.js';
import { chooseInitialRendition } from './initial-rendition.js';
import {
  type AdvertisedBitrate,
  heightOf,
  isPlayable,
  lowest,
  withinBitrate,
  withinHeight,
} from './rendition-limits.js';
import type { SessionPreferences } from './session-query.js';
import type { SessionRequest } from './session-request.js';

/** The highest video, by its shorter side, for viewers who asked to save data. */
const saveDataMaxHeight = 480;

export interface SessionDecision extends PresentedRenditions {
  /** The first of `video`. */
  readonly initialVideo?: VideoRendition;
  /** Why, one sentence per step that mattered. */
  readonly reasons: readonly string[];
}

/** What remains after a step, and what the step has to say. */
interface Step {
  readonly ladder: Ladder;
  readonly reason?: string | undefined;
}

/**
 * The renditions for a session. The token's limits hold for every video with every audio in the result. All else gives
 * way where nothing would remain: then the lowest that the token allows is kept, and the reasons say so.
 *
 * @param declaredBitrate what bitrate limits are compared with; the start is chosen by the encoder's cap instead
 * @throws OnplayError `no_rendition_allowed` if the token's limits leave nothing to play
 */
export function decideSession(
  ladder: Ladder,
  request: SessionRequest,
  declaredBitrate: AdvertisedBitrate,
): SessionDecision {
  const steps: readonly ((ladder: Ladder) => Step)[] = [
    (current) => keepAllowed(current, request.limits, declaredBitrate),
    (current) => limitHeight(current, deviceLimit(request)),
    (current) => limitHeight(current, request.network.saveData ? saveDataLimit : undefined),
    (current) => preferCodecs(current, request.preferences),
    (current) => limitHeight(current, preferredLimit(request.preferences)),
    (current) => limitBitrate(current, request.preferences, declaredBitrate),
    (current) => preferMinimumHeight(current, request.preferences),
  ];
  const reasons: string[] = [];
  let current = ladder;
  for (const step of steps) {
    const { ladder: remaining, reason } = step(current);
    if (reason !== undefined) reasons.push(reason);
    current = remaining;
  }
  return arrange(current, request, reasons);
}

function keepAllowed(ladder: Ladder, limits: TokenLimits, declaredBitrate: AdvertisedBitrate): Step {
  const allowed = allowedLadder(ladder, limits, declaredBitrate);
  return { ladder: allowed, reason: removed(ladder, allowed, 'the token allows no more') };
}

function preferCodecs(ladder: Ladder, { codecs }: SessionPreferences): Step {
  if (codecs === undefined) return { ladder };
  const video = ladder.video.filter((rendition) => isCodecSupported(rendition.codecs, codecs));
  const audio = ladder.audio.filter((rendition) => isCodecSupported(rendition.codecs, codecs));
  const wanted = { video, audio };
  if (!isPlayable(wanted, ladder)) {
    return { ladder, reason: `codecs ${codecs.join(',')} not followed: the asset has no others` };
  }
  return { ladder: wanted, reason: removed(ladder, wanted, 'the player plays no other codecs') };
}

interface HeightLimit {
  readonly maxHeight: number;
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
  return limited(ladder, withinHeight(ladder, limit.maxHeight), limit.why);
}

function limitBitrate(
  ladder: Ladder,
  { maxBitrate }: SessionPreferences,
  declaredBitrate: AdvertisedBitrate,
): Step {
  if (maxBitrate === undefined) return { ladder };
  return limited(ladder, withinBitrate(ladder, maxBitrate, declaredBitrate), `max_bitrate is ${maxBitrate}`);
}

function preferMinimumHeight(ladder: Ladder, { minHeight }: SessionPreferences): Step {
  if (minHeight === undefined) return { ladder };
  const video = ladder.video.filter((rendition) => heightOf(rendition) >= minHeight);
  if (video.length === 0)
    return { ladder, reason: `min_height ${minHeight} not followed: nothing is that high` };
  const wanted = { video, audio: ladder.audio };
  return { ladder: wanted, reason: removed(ladder, wanted, `min_height is ${minHeight}`) };
}

/** What is within a limit that may not empty the ladder; the lowest there is where nothing is. */
function limited(ladder: Ladder, within: Ladder, why: string): Step {
  if (isPlayable(within, ladder)) return { ladder: within, reason: removed(ladder, within, why) };
  const remaining = lowest(ladder);
  return { ladder: remaining, reason: `only the lowest is left: even that is above the limit, as ${why}` };
}

function removed(before: Ladder, after: Ladder, why: string): string | undefined {
  const kept = new Set([...after.video, ...after.audio].map(({ id }) => id));
  const gone = [...before.video, ...before.audio].filter(({ id }) => !kept.has(id));
  return gone.length === 0 ? undefined : `without ${gone.map(({ id }) => id).join(', ')}: ${why}`;
}

function arrange(ladder: Ladder, request: SessionRequest, reasons: readonly string[]): SessionDecision {
  const start = chooseInitialRendition(ladder.video, request);
  if (start === undefined) return { ...ladder, reasons };
  const others = ladder.video.filter((rendition) => rendition !== start.rendition);
  return {
    video: [start.rendition, ...others],
    audio: ladder.audio,
    initialVideo: start.rendition,
    reasons: [...reasons, start.reason],
  };
}
