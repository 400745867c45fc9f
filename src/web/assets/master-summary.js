// @ts-check
/** Which masters a filter finds, and what is told of each. */
import { clockTime, counted, frameRate } from './format.js';

/** @typedef {import('./api.js').Asset} Asset */

/**
 * The assets whose id holds every word of the filter, in any case.
 * @param {readonly Asset[]} assets
 * @param {string} filter
 */
export function matching(assets, filter) {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return assets.filter(({ id }) => words.every((word) => id.toLowerCase().includes(word)));
}

/**
 * What is known of a master, in a line: `1280×720 · 24 fps · 0:52 · 2 audio tracks`.
 * @param {Asset} asset
 */
export function summary(asset) {
  const { state, problem, width, height, frameRate: rate, durationSeconds, audioTracks } = asset;
  if (asset.preparing !== undefined) return preparation(asset.preparing);
  if (state === 'refused') return `Refused. ${problem?.detail ?? 'This master cannot be played.'}`;
  const facts = [
    width && height ? `${width}×${height}` : '',
    rate ? `${frameRate(rate)} fps` : '',
    durationSeconds ? clockTime(durationSeconds) : '',
    soundOf(audioTracks),
  ].filter(Boolean);
  return facts.length > 0 ? facts.join(' · ') : 'Not opened yet';
}

/** @param {NonNullable<Asset['preparing']>} preparing */
function preparation({ phase, percent, queuePlace }) {
  if (phase === 'queued') return `Waits to be prepared, at place ${queuePlace ?? 1}`;
  return phase === 'remuxing' ? `Being prepared, ${percent ?? 0} % done` : 'Being looked at';
}

/**
 * Sound is only worth a word when it is not the usual one track.
 * @param {number | undefined} tracks
 */
function soundOf(tracks) {
  if (tracks === undefined || tracks === 1) return '';
  return tracks === 0 ? 'silent' : counted(tracks, 'audio track');
}
