// @ts-check
/** The tracks of audio and text that dash.js has. */
import { languageName } from './language-name.js';

/** @typedef {import('../players.js').TrackControl} TrackControl */
/** @typedef {import('dashjs').MediaPlayerClass} MediaPlayer */
/** @typedef {import('dashjs').MediaInfo} MediaInfo */

/**
 * @param {MediaPlayer} player
 * @returns {TrackControl}
 */
export function dashTracks(player) {
  return {
    tracks() {
      if (!player.isReady()) return { audio: [], text: [] };
      const audio = player.getCurrentTrackFor('audio');
      const text = player.getCurrentTextTrackIndex();
      return {
        audio: player.getTracksFor('audio').map((track, index) => trackOf(track, index, track === audio)),
        text: player.getTracksFor('text').map((track, index) => trackOf(track, index, index === text)),
      };
    },
    chooseAudio(id) {
      const track = player.getTracksFor('audio')[Number(id)];
      if (track !== undefined) player.setCurrentTrack(track);
    },
    chooseText(id) {
      player.setTextTrack(id === '' ? -1 : Number(id));
    },
  };
}

/**
 * @param {MediaInfo} track
 * @param {number} index
 * @param {boolean} active
 */
function trackOf({ labels, lang }, index, active) {
  return { id: String(index), name: labels?.[0]?.text || languageName(lang ?? '', index), active };
}
