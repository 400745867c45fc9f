/** What kind of device a request comes from. */
import type { IncomingHttpHeaders } from 'node:http';
import Bowser from 'bowser';
import { headerValue } from './header-value.js';

export const deviceClasses = ['phone', 'tablet', 'desktop', 'tv'] as const;
export type KnownDeviceClass = (typeof deviceClasses)[number];
export type DeviceClass = KnownDeviceClass | 'unknown';

export interface Device {
  readonly class: DeviceClass;
  /** Where that was learnt. */
  readonly source: 'query' | 'client hints' | 'user agent' | 'nothing';
}

/** What suits a class of device. Heights are those of a rendition's shorter side. */
export interface DeviceProfile {
  /** The highest rendition that is of use on it. */
  readonly maxHeight: number;
  /** What to start with while nothing is known of the network. */
  readonly startHeight: number;
}

/**
 * A phone's screen has some 1080 pixels across, so 1080p is the last step that can be seen; 720p would look soft as
 * soon as it is zoomed or cast, and 1440p costs twice the data for nothing. Large screens get all there is. Where a
 * device is unknown, 1080p plays everywhere.
 */
export const deviceProfiles: Readonly<Record<DeviceClass, DeviceProfile>> = {
  phone: { maxHeight: 1080, startHeight: 480 },
  tablet: { maxHeight: 1080, startHeight: 540 },
  desktop: { maxHeight: 2160, startHeight: 720 },
  tv: { maxHeight: 2160, startHeight: 1080 },
  unknown: { maxHeight: 1080, startHeight: 480 },
};

/**
 * The device behind a request: what the query says, else the client hints (User-Agent Client Hints), else the
 * `User-Agent`. Headers are advice: unreadable ones say nothing.
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

/** Android tablets and televisions both say that they are not mobile; only the model tells them apart. */
function classFromHints(headers: IncomingHttpHeaders): KnownDeviceClass | undefined {
  const mobile = headerValue(headers, 'sec-ch-ua-mobile');
  const platform = quotedText(headerValue(headers, 'sec-ch-ua-platform'));
  if (televisionModel.test(quotedText(headerValue(headers, 'sec-ch-ua-model')))) return 'tv';
  if (mobile === '?1') return 'phone';
  if (mobile !== '?0') return undefined;
  if (platform === 'Android') return 'tablet';
  return desktopPlatforms.has(platform) ? 'desktop' : undefined;
}

/** The content of a string of RFC 8941 3.3.3, or an empty text. */
function quotedText(value = ''): string {
  return /^"([^"\\]{0,128})"$/.exec(value)?.[1] ?? '';
}

const bowserClasses: Readonly<Record<string, KnownDeviceClass>> = {
  mobile: 'phone',
  tablet: 'tablet',
  desktop: 'desktop',
  tv: 'tv',
};
/** What native players say of themselves, or browsers that bowser takes for what they are not. */
const televisionUserAgent = /\bApple ?TV\b|\bAndroid TV\b|\bBRAVIA\b|\bAFT[A-Z0-9]{1,4}\b|\bCrKey\b/i;
const maximumUserAgentLength = 512;

function classFromUserAgent(userAgent: string | undefined): KnownDeviceClass | undefined {
  const text = userAgent?.slice(0, maximumUserAgentLength);
  if (!text) return undefined;
  if (televisionUserAgent.test(text)) return 'tv';
  return bowserClasses[Bowser.getParser(text).getPlatformType() ?? ''];
}
