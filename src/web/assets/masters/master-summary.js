// @ts-check
/** Filters the list of masters and summarizes each one. */
import { clockTime, counted, frameRate } from '../shared/format.js';

/** @typedef {import('../shared/api.js').Asset} Asset */
/** @typedef {import('../shared/problem.js').Preparing} Preparing */

/**
 * Returns the assets whose id contains every word of the filter, ignoring case.
 * @param {readonly Asset[]} assets
 * @param {string} filter
 */
export function matching(assets, filter) {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return assets.filter(({ id }) => words.every((word) => id.toLowerCase().includes(word)));
}

/**
 * Summarizes a master in one line: `1280×720 · 24 fps · 0:52 · 2 audio tracks`.
 * @param {Asset} asset
 */
export function summary(asset) {
  const { state, problem, width, height, frameRate: rate, durationSeconds, audioTracks } = asset;
  if (asset.preparing !== undefined) return progress(asset.preparing);
  if (state === 'refused') return `Refused. ${problem?.detail ?? 'This master cannot be played.'}`;
  const facts = [
    width && height ? `${width}×${height}` : '',
    rate ? `${frameRate(rate)} fps` : '',
    durationSeconds ? clockTime(durationSeconds) : '',
    audioFact(audioTracks),
  ].filter(Boolean);
  return facts.length > 0 ? facts.join(' · ') : 'Not opened yet';
}

/**
 * The progress of a master that is being prepared: `Being read, 40 % done`.
 * @param {Preparing} preparing
 */
export function progress({ phase, percent, queuePlace }) {
  if (phase === 'growing') return 'Being written, with too little to be played yet';
  if (phase === 'queued') return `Waiting to be prepared, number ${queuePlace ?? 1} in the queue`;
  if (phase === 'remuxing') return `Being prepared, ${percent ?? 0} % done`;
  return phase === 'scanning' ? `Being read, ${percent ?? 0} % done` : 'Being indexed';
}

/**
 * Audio is only mentioned when it is not the usual single track.
 * @param {number | undefined} tracks
 */
function audioFact(tracks) {
  if (tracks === undefined || tracks === 1) return '';
  return tracks === 0 ? 'no audio' : counted(tracks, 'audio track');
}
