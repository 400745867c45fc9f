/** The class of device a request comes from. */
import type { IncomingHttpHeaders } from 'node:http';
import Bowser from 'bowser';
import { headerValue } from './header-value.js';

export const deviceClasses = ['phone', 'tablet', 'desktop', 'tv'] as const;
export type KnownDeviceClass = (typeof deviceClasses)[number];
type DeviceClass = KnownDeviceClass | 'unknown';

export interface Device {
  readonly class: DeviceClass;
  /** What the class was read from. */
  readonly source: 'query' | 'client hints' | 'user agent' | 'nothing';
}

/** Limits for a class of device. Heights are those of a rendition's shorter side, in pixels. */
interface DeviceProfile {
  /** The highest rendition that is useful on it. */
  readonly maxHeight: number;
  /** The rendition to start with when nothing is known about the network. */
  readonly startHeight: number;
}

/**
 * A phone's screen is about 1080 pixels wide, so no difference is visible above 1080p; 720p looks soft when zoomed or cast,
 * and 1440p costs twice the data for no gain. Large screens get the whole ladder. An unknown device gets 1080p, which
 * plays everywhere.
 */
export const deviceProfiles: Readonly<Record<DeviceClass, DeviceProfile>> = {
  phone: { maxHeight: 1080, startHeight: 480 },
  tablet: { maxHeight: 1080, startHeight: 540 },
  desktop: { maxHeight: 2160, startHeight: 720 },
  tv: { maxHeight: 2160, startHeight: 1080 },
  unknown: { maxHeight: 1080, startHeight: 480 },
};

/**
 * The device behind a request: from the query, else from User-Agent Client Hints, else from `User-Agent`. Headers are
 * advice: malformed ones are ignored.
 */
export function readDevice(fromQuery: KnownDeviceClass | undefined, headers: IncomingHttpHeaders): Device {
  if (fromQuery !== undefined) return { class: fromQuery, source: 'query' };
  const hinted = classFromHints(headers);
  if (hinted !== undefined) return { class: hinted, source: 'client hints' };
  const named = classFromUserAgent(headerValue(headers, 'user-agent'));
  if (named !== undefined) return { class: named, source: 'user agent' };
  return { class: 'unknown', source: 'nothing' };
}

const desktopPlatforms = new Set(['Windows', 'macOS', 'Linux', 'Chrome OS', 'Chromium OS']);
const televisionModel = /\b(?:TV|AFT[A-Z0-9]{1,4}|BRAVIA|Chromecast|SHIELD)\b/i;

/** Android tablets and TVs both send `?0` for mobile; only the model distinguishes them. */
function classFromHints(headers: IncomingHttpHeaders): KnownDeviceClass | undefined {
  const mobile = headerValue(headers, 'sec-ch-ua-mobile');
  const platform = quotedText(headerValue(headers, 'sec-ch-ua-platform'));
  if (televisionModel.test(quotedText(headerValue(headers, 'sec-ch-ua-model')))) return 'tv';
  if (mobile === '?1') return 'phone';
  if (mobile !== '?0') return undefined;
  if (platform === 'Android') return 'tablet';
  return desktopPlatforms.has(platform) ? 'desktop' : undefined;
}

/** The content of an RFC 8941 3.3.3 string; empty if the value is not one. */
function quotedText(value = ''): string {
  return /^"([^"\\]{0,128})"$/.exec(value)?.[1] ?? '';
}

const bowserClasses: Readonly<Record<string, KnownDeviceClass>> = {
  mobile: 'phone',
  tablet: 'tablet',
  desktop: 'desktop',
  tv: 'tv',
};
/** TV user agents that bowser does not recognize: native players, and some browsers it classifies wrongly. */
const televisionUserAgent = /\bApple ?TV\b|\bAndroid TV\b|\bBRAVIA\b|\bAFT[A-Z0-9]{1,4}\b|\bCrKey\b/i;
const maximumUserAgentLength = 512;

function classFromUserAgent(userAgent: string | undefined): KnownDeviceClass | undefined {
  const text = userAgent?.slice(0, maximumUserAgentLength);
  if (!text) return undefined;
  if (televisionUserAgent.test(text)) return 'tv';
  return bowserClasses[Bowser.getParser(text).getPlatformType() ?? ''];
}
