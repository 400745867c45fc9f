// @ts-check
/** The players, and the interface the page uses them through. */

import { playerBuild } from '../shared/site.js';
import { createDashAdapter } from './dash-adapter.js';
import { createHlsAdapter } from './hls-adapter.js';
import { createShakaAdapter } from './shaka-adapter.js';

/** @typedef {import('./choices.js').PlayerId} PlayerId */

/**
 * @typedef {object} PlayerError
 * @property {boolean} fatal whether playback cannot continue
 * @property {string} message the player's own message
 * @property {string} [url] of the request that failed
 * @property {number} [status] of its response
 * @property {string} [body] of its response
 */

/**
 * @typedef {object} Rendition
 * @property {number} [height] in pixels; absent for audio only
 * @property {number} [bitrate] as advertised, in bit/s
 * @property {string} [codecs] RFC 6381
 */

/**
 * @typedef {object} Track
 * @property {string} id
 * @property {string} name shown to the viewer
 * @property {boolean} active
 */

/**
 * @typedef {{ audio: Track[], text: Track[] }} Tracks
 */

/**
 * @typedef {object} TrackControl
 * @property {() => Tracks} tracks what there is to choose from; empty until the manifest is known
 * @property {(id: string) => void} chooseAudio
 * @property {(id: string) => void} chooseText with an empty id for none
 */

/**
 * @typedef {object} Playing
 * @property {(video: HTMLVideoElement, url: string) => void} attach starts loading the manifest into the element
 * @property {() => void | Promise<void>} destroy
 * @property {() => Rendition | undefined} currentRendition the one being displayed
 * @property {(seconds: number) => number | undefined} segmentAt the position of a media time on the segment map:
 *   3.5 is the middle of segment 3
 * @property {(callback: (error: PlayerError) => void) => void} onError call it before `attach`
 */

/** @typedef {Playing & TrackControl} PlayerAdapter */

/**
 * @typedef {object} PlayerKind
 * @property {string} name
 * @property {'hls' | 'dash'} manifest
 * @property {string} global
 * @property {() => PlayerAdapter} create
 */

/** @type {Record<PlayerId, PlayerKind>} */
export const PLAYERS = {
  hls: { name: 'hls.js', manifest: 'hls', global: 'Hls', create: createHlsAdapter },
  dash: { name: 'dash.js', manifest: 'dash', global: 'dashjs', create: createDashAdapter },
  shaka: { name: 'Shaka Player', manifest: 'dash', global: 'shaka', create: createShakaAdapter },
};

/**
 * Creates a player; loads its library on first use.
 * @param {PlayerId} id
 * @returns {Promise<PlayerAdapter>}
 */
export async function createPlayer(id) {
  if (!(PLAYERS[id].global in globalThis)) await loadScript(playerBuild(id));
  return PLAYERS[id].create();
}

/** @param {URL} url */
function loadScript(url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url.href;
    script.onload = resolve;
    script.onerror = () => reject(new Error('The player could not be loaded.'));
    document.head.append(script);
  });
}
